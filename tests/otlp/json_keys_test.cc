#include "otlp/json_keys.h"

#include <gtest/gtest.h>

#include <string>

namespace perfbench::otlp {
namespace {

TEST(JsonKeysTest, NamesAreKnownInBothCases) {
  EXPECT_EQ(key_of("resourceMetrics"), Key::resource_metrics);
  EXPECT_EQ(key_of("resource_metrics"), Key::resource_metrics);
  EXPECT_EQ(key_of("startTimeUnixNano"), Key::start_time);
  EXPECT_EQ(key_of("start_time_unix_nano"), Key::start_time);
  EXPECT_EQ(key_of("kvlistValue"), Key::kvlist_value);
  EXPECT_EQ(key_of("kvlist_value"), Key::kvlist_value);
  EXPECT_EQ(key_of("sum"), Key::sum);
}

TEST(JsonKeysTest, OtherNamesAreUnknown) {
  for (const std::string& name : {std::string(), std::string("Sum"), std::string("SUM"), std::string("asint"),
                                  std::string("_sum"), std::string("as_Int"), std::string("resourceMetric"),
                                  std::string("resourceMetricss"), std::string("instrumentationLibraryMetrics"),
                                  std::string("sum\0", 4), std::string(39, 'a') + "_b", std::string(1000, '_')}) {
    EXPECT_EQ(key_of(name), Key::unknown) << name;
  }
}

}  // namespace
}  // namespace perfbench::otlp

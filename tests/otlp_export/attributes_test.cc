#include "otlp_export/attributes.h"

#include <gmock/gmock.h>

namespace perfbench::otlp_export {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

TEST(ResourceAttributes, AreThoseOfTheVariable) {
  EXPECT_THAT(
      parse_resource_attributes("service.name=shop, deployment.environment=a%20b"),
      ElementsAre(Pair("service.name", AttributeValue("shop")), Pair("deployment.environment", AttributeValue("a b"))));
}

TEST(ResourceAttributes, WhatIsNoneIsLeftOut) { EXPECT_THAT(parse_resource_attributes("alone,=value,,"), IsEmpty()); }

// A backend refuses a request with text that is none as a whole.
TEST(ResourceAttributes, AreValidUtf8WhateverTheVariableHolds) {
  EXPECT_THAT(parse_resource_attributes("a=b%ff"), ElementsAre(Pair("a", AttributeValue("b\xEF\xBF\xBD"))));
}

TEST(AttributeFields, AreNotWrittenOfWhatIsNotKnown) {
  EXPECT_EQ(attribute_fields(1, {{"a", ""}}), "");
  EXPECT_EQ(attribute_fields(9, {{"a", std::int64_t{0}}}), std::string("\x4a\x07\x0a\x01"
                                                                       "a\x12\x02\x18\x00",
                                                                       9));
}

}  // namespace
}  // namespace perfbench::otlp_export

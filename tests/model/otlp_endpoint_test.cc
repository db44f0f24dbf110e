#include "model/otlp_endpoint.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

Error refusal_of(const std::string& text) {
  const auto endpoint = parse_otlp_endpoint(text);
  EXPECT_FALSE(endpoint) << text;
  return endpoint ? Error{} : endpoint.error();
}

TEST(OtlpEndpoints, AreServersWithAPathInFrontOfTheSignals) {
  const auto endpoint = parse_otlp_endpoint("https://example.org:4318/api/v1/otlp/");
  ASSERT_TRUE(endpoint);
  EXPECT_TRUE(endpoint->server.secure);
  EXPECT_EQ(endpoint->server.host, "example.org");
  EXPECT_EQ(endpoint->server.port, 4318);
  EXPECT_EQ(endpoint->base_path, "/api/v1/otlp");
  EXPECT_EQ(endpoint->text(), "https://example.org:4318/api/v1/otlp");
  EXPECT_EQ(parse_otlp_endpoint("http://[::1]:4318/")->text(), "http://[::1]:4318");
  EXPECT_EQ(parse_otlp_endpoint("http://localhost")->base_path, "");
}

TEST(OtlpEndpoints, ThatAreNoneAreRefusedWithTheReason) {
  for (const auto& [text, reason] : {std::pair("localhost:4318", "neither http:// nor https://"),
                                     {"", "neither http:// nor https://"},
                                     {"grpc://localhost:4317", "neither http:// nor https://"},
                                     {"http://", "host or port"},
                                     {"http://:4318", "host or port"},
                                     {"http://host:port", "host or port"},
                                     {"http://host?a=b", "a query"},
                                     {"http://host#a", "a query"},
                                     {"http://host:4318/v1/traces", "one signal"},
                                     {"http://host/base/v1/metrics/", "one signal"}}) {
    const Error error = refusal_of(text);
    EXPECT_EQ(error.kind, ErrorKind::usage);
    EXPECT_THAT(error.cause, HasSubstr(reason)) << text;
    EXPECT_THAT(error.advice, Not(HasSubstr("Basic"))) << text;
  }
}

TEST(OtlpEndpoints, APasswordIsRefusedAndNotShown) {
  for (const std::string text : {"http://me:sesame@host:4318", "ftp://me:sesame@host", "http://me:sesame@host:bad",
                                 "http://host?key=sesame", "host?key=sesame"}) {
    const Error error = refusal_of(text);
    EXPECT_THAT(to_string(error), Not(HasSubstr("sesame"))) << text;
    EXPECT_THAT(error.where, HasSubstr("host")) << text;
  }
  EXPECT_THAT(refusal_of("http://me:sesame@host").advice, HasSubstr("OTEL_EXPORTER_OTLP_HEADERS"));
}

}  // namespace
}  // namespace perfbench

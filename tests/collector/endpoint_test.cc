#include "collector/endpoint.h"

#include <gmock/gmock.h>

#include <string>

namespace perfbench::collector {
namespace {

using otlp::Encoding;
using otlp::Signal;

struct Path {
  const char* path;
  const char* prefix;
  std::optional<Signal> signal;
};

TEST(Endpoint, IsAPrefixAndASignal) {
  const std::vector<Path> paths = {{"/v1/metrics", "", Signal::metrics},
                                   {"/v1/traces", "", Signal::traces},
                                   {"/v1/logs", "", Signal::logs},
                                   {"/v1/logs/", "", Signal::logs},
                                   {"/7-3/v1/metrics", "7-3", Signal::metrics},
                                   {"/7-3/v1/traces/", "7-3", Signal::traces},
                                   {"/7-3", "7-3", std::nullopt},
                                   {"/7-3/", "7-3", std::nullopt},
                                   {"/", "", std::nullopt},
                                   {"", "", std::nullopt},
                                   {"//v1/metrics", "", Signal::metrics}};  // of a base that ends in a slash
  for (const Path& expected : paths) {
    const auto endpoint = endpoint_of(expected.path);
    ASSERT_TRUE(endpoint) << expected.path;
    EXPECT_EQ(endpoint->prefix, expected.prefix) << expected.path;
    EXPECT_EQ(endpoint->signal, expected.signal) << expected.path;
  }
}

TEST(Endpoint, IsNoOtherPath) {
  for (const char* path :
       {"/v1", "/v1/metrics/x", "/v1/profiles", "/V1/metrics", "/v1//metrics", "/a/b/v1/metrics",
        "/7-3/../7-4/v1/metrics", "/../v1/metrics/..", "///v1/metrics", "/7-3//v1/metrics", "/v1/metrics/v1/metrics",
        "v1/metrics", "//", "/./v1/metrics/.", "/v1/development/profiles"}) {
    const auto endpoint = endpoint_of(path);
    EXPECT_FALSE(endpoint && endpoint->prefix.find('/') != std::string_view::npos) << path;
    EXPECT_FALSE(endpoint && endpoint->signal) << path;
  }
}

// A path is not resolved: whatever stands before the signal is a name, which some sender has or none.
TEST(Endpoint, TakesDotsAndEscapesAsTheyAre) {
  for (const std::string prefix : {"..", ".", "%2e%2e", "7-3%2f", "7-3?x=1", "7-3 ", "7-3\r\n"}) {
    const std::string path = "/" + prefix + "/v1/metrics";
    const auto endpoint = endpoint_of(path);
    ASSERT_TRUE(endpoint) << prefix;
    EXPECT_EQ(endpoint->prefix, prefix);
  }
}

TEST(Endpoint, TellsTheEncodingByTheMediaType) {
  for (const char* type :
       {"application/json", "application/json; charset=utf-8", "APPLICATION/Json ;x", "application/json\t"}) {
    EXPECT_EQ(encoding_of(type), Encoding::json) << type;
  }
  for (const char* type : {"application/x-protobuf", "Application/X-Protobuf", "application/x-protobuf;a=b"}) {
    EXPECT_EQ(encoding_of(type), Encoding::protobuf) << type;
  }
  for (const char* type : {"", ";", "json", "application/jsonl", "application/x-protobufs", "text/plain",
                           "application/x-ndjson", "application/grpc"}) {
    EXPECT_EQ(encoding_of(type), std::nullopt) << type;
  }
}

}  // namespace
}  // namespace perfbench::collector

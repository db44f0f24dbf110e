// What holds of spans and log records in both encodings.
#include <gtest/gtest.h>

#include "json_request.h"
#include "otlp/decode.h"
#include "otlp_builder.h"
#include "recording_sink.h"

namespace perfbench::otlp {
namespace {

using namespace build;

TEST(DecodeSpansTest, SpansAreToldWithIdsInBytes) {
  const std::string trace_id = "\xABxxxxxxxxxxxxxx\xEF";
  const std::string expected =
      "span 'GET' ab7878787878787878787878787878ef 4142434445464748 below '' 5-9 {a='x'}\n"
      "span 'child' ab7878787878787878787878787878ef 6162636465666768 below '4142434445464748' 6-7 {}\n2 accepted\n";
  const std::string ids = bytes(1, trace_id) + bytes(2, "ABCDEFGH");
  EXPECT_EQ(traces_of_protobuf(request(
                {ids + bytes(3, "state") + bytes(4, std::string(8, '\0')) + bytes(5, "GET") + varint(6, 2) +
                     fixed64(7, 5) + fixed64(8, 9) + bytes(9, key_value("a", string_value("x"))) + varint(10, 1) +
                     bytes(11, fixed64(1, 5) + bytes(2, "event")) + varint(12, 1) + bytes(13, ids) + varint(14, 1) +
                     bytes(15, bytes(2, "message") + varint(3, 1)) + fixed32(16, 256),
                 bytes(5, "child") + fixed64(8, 7) + fixed64(7, 6) + bytes(4, "ABCDEFGH") + bytes(2, "abcdefgh") +
                     bytes(1, trace_id)})),
            expected);
  const std::string json = json_spans(R"(
      {"traceId":"AB7878787878787878787878787878EF","spanId":"4142434445464748","traceState":"state",
       "parentSpanId":"0000000000000000","name":"GET","kind":"SPAN_KIND_SERVER","startTimeUnixNano":"5",
       "endTimeUnixNano":9,"attributes":[{"key":"a","value":{"stringValue":"x"}}],"droppedAttributesCount":1,
       "events":[{"timeUnixNano":"5","name":"event"}],"links":[{"traceId":"30"}],"status":{"message":"m","code":1},
       "flags":256},
      {"name":"child","endTimeUnixNano":"7","startTimeUnixNano":"6","kind":2,"parentSpanId":"4142434445464748",
       "spanId":"6162636465666768","traceId":"aB7878787878787878787878787878eF"})");
  EXPECT_EQ(traces_of_json(json), expected);
  EXPECT_EQ(traces_of_json(with_snake_case_keys(json)), expected);
}

struct BadSpan {
  const char* what;
  std::string protobuf;
  const char* json;
  const char* reason;
};

TEST(DecodeSpansTest, ASpanWithoutItsIdsIsLeftOut) {
  const std::string trace_id = bytes(1, std::string(16, 't'));
  const std::string span_id = bytes(2, std::string(8, 's'));
  const std::string good = trace_id + span_id;
  constexpr const char* kGood = R"({"traceId":"74747474747474747474747474747474","spanId":"7373737373737373"})";
  constexpr const char* kTrace = "a trace id has 16 bytes, not all of them 0";
  constexpr const char* kSpan = "a span id has 8 bytes, not all of them 0";
  const BadSpan cases[] = {
      {"no trace id", span_id, R"({"spanId":"7373737373737373"})", kTrace},
      {"trace id of zeros", bytes(1, std::string(16, '\0')) + span_id,
       R"({"traceId":"00000000000000000000000000000000","spanId":"7373737373737373"})", kTrace},
      {"short trace id", bytes(1, std::string(15, 't')) + span_id,
       R"({"traceId":"747474747474747474747474747474","spanId":"7373737373737373"})", kTrace},
      {"long trace id", bytes(1, std::string(17, 't')) + span_id,
       R"({"traceId":"7474747474747474747474747474747474","spanId":"7373737373737373"})", kTrace},
      {"no span id", trace_id, R"({"traceId":"74747474747474747474747474747474"})", kSpan},
      {"span id of zeros", trace_id + bytes(2, std::string(8, '\0')),
       R"({"traceId":"74747474747474747474747474747474","spanId":"0000000000000000"})", kSpan},
      {"short parent id", good + bytes(4, "short"),
       R"({"traceId":"74747474747474747474747474747474","spanId":"7373737373737373","parentSpanId":"7373"})",
       "the id of a parent span has 8 bytes"},
  };
  for (const BadSpan& bad : cases) {
    const std::string expected =
        "span '' 74747474747474747474747474747474 7373737373737373 below '' 0-0 {}\n1 accepted, 1 rejected: span "
        "\"\": " +
        std::string(bad.reason) + "\n";
    EXPECT_EQ(traces_of_protobuf(request({bad.protobuf, good})), expected) << bad.what;
    EXPECT_EQ(traces_of_json(json_spans(std::string(bad.json) + "," + kGood)), expected) << bad.what;
  }
}

TEST(DecodeSpansTest, LogRecordsAreCounted) {
  const std::string record = fixed64(1, 1) + varint(2, 9) + bytes(3, "INFO") + bytes(5, string_value("text")) +
                             bytes(6, key_value("a", map_value({key_value("k", "")}))) + varint(7, 1) + fixed32(8, 1) +
                             bytes(9, std::string(16, 't')) + bytes(10, std::string(8, 's')) + fixed64(11, 2) +
                             bytes(12, "event");
  EXPECT_EQ(decode_logs_protobuf(request({record, "", record})).value().accepted, 3U);
  const PaddedBody json(json_logs(R"({"body":{"stringValue":"text"},"severityNumber":"SEVERITY_NUMBER_INFO"},{},{})"));
  EXPECT_EQ(JsonDecoder().logs(json.view()).value().accepted, 3U);
}

}  // namespace
}  // namespace perfbench::otlp

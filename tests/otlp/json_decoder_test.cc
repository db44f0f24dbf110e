// What holds of JSON alone: its ways to write a value, and texts that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "json_request.h"
#include "otlp/decode.h"
#include "recording_sink.h"

namespace perfbench::otlp {
namespace {

using namespace build;
using testing::HasSubstr;

std::string gauge_of(const std::string& number_point) {
  return json_metrics(R"({"name":"m","gauge":{"dataPoints":[)" + number_point + "]}}");
}

std::string error_of_metrics(JsonDecoder& decoder, std::string_view body) {
  RecordingSink sink;
  const auto result = decoder.metrics(PaddedBody(body).view(), sink);
  return result ? "accepted" : result.error();
}

std::string error_of_metrics(std::string_view body) {
  JsonDecoder decoder;
  return error_of_metrics(decoder, body);
}

std::string error_of_traces(std::string_view body) {
  RecordingSink sink;
  const auto result = JsonDecoder().traces(PaddedBody(body).view(), sink);
  return result ? "accepted" : result.error();
}

std::string error_of_logs(std::string_view body) {
  const auto result = JsonDecoder().logs(PaddedBody(body).view());
  return result ? "accepted" : result.error();
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

TEST(JsonDecoderTest, NumbersAreWrittenInManyWays) {
  const std::pair<const char*, const char*> cases[] = {
      {R"("asInt":7)", "7.0"},        {R"("asInt":"7")", "7.0"},          {R"("asInt":7.0)", "7.0"},
      {R"("asInt":"7e1")", "70.0"},   {R"("asInt":-0)", "0.0"},           {R"("asDouble":7)", "7.0"},
      {R"("asDouble":"7.5")", "7.5"}, {R"("asDouble":-7.5E+1)", "-75.0"}, {R"("asDouble":1e-999)", "0.0"},
      {R"("as_double":2)", "2.0"},    {R"("as_int":"2")", "2.0"},
  };
  for (const auto& [field, value] : cases) {
    EXPECT_EQ(metrics_of_json(gauge_of("{" + std::string(field) + "}")),
              "resource {}\nmetric m '' in '' gauge\npoint {} 0-0 value=" + std::string(value) + "\n1 accepted\n")
        << field;
  }
}

TEST(JsonDecoderTest, ANumberThatIsNoneIsAnError) {
  for (const char* field :
       {R"("asInt":1.5)", R"("asInt":"x")", R"("asInt":"")", R"("asInt":true)", R"("asInt":[1])",
        R"("asInt":9223372036854775808)", R"("asInt":"1 ")", R"("asDouble":"nan")", R"("asDouble":1e999)",
        R"("asDouble":{})", R"("timeUnixNano":-1)", R"("timeUnixNano":18446744073709551616)", R"("flags":"0x1")"}) {
    EXPECT_THAT(error_of_metrics(gauge_of("{" + std::string(field) + "}")), HasSubstr("is expected")) << field;
  }
}

TEST(JsonDecoderTest, AFieldOfAnotherTypeIsAnErrorWithItsPlace) {
  // The place is marked by an @.
  const std::pair<std::string, const char*> cases[] = {
      {R"({"resourceMetrics":@{}})", "a list is expected"},
      {R"({"resourceMetrics":[@1]})", "an object is expected"},
      {R"({"resourceMetrics":[@null]})", "an object is expected"},
      {R"({"resourceMetrics":[{"resource":@[]}]})", "an object is expected"},
      {R"({"resourceMetrics":[{"scopeMetrics":[{"scope":{"name":@1}}]}]})", "a string is expected"},
      {json_metrics(R"({"name":@1})"), "a string is expected"},
      {json_metrics(R"({"sum":{"isMonotonic":@1}})"), "true or false is expected"},
      {json_metrics(R"({"sum":{"aggregationTemporality":@true}})"), "a number is expected"},
      {gauge_of(R"({"attributes":@{}})"), "a list is expected"},
      {gauge_of(R"({"attributes":[@null]})"), "an object is expected"},
      {gauge_of(R"({"attributes":[{"key":@1}]})"), "a string is expected"},
      {gauge_of(R"({"attributes":[{"value":@1}]})"), "an object is expected"},
      {gauge_of(R"({"attributes":[{"value":{"boolValue":@"true"}}]})"), "true or false is expected"},
      {gauge_of(R"({"attributes":[{"value":{"bytesValue":@"?"}}]})"), "bytes in base64 are expected"},
      {json_metrics(R"({"name":"m","exponentialHistogram":{"dataPoints":[{"scale":@2147483648}]}})"),
       "an integer of 32 bits is expected"},
      {json_metrics(R"({"name":"m","sum":{},"gauge":@{}})"), "a metric has data of more than one kind"},
  };
  for (const auto& [marked, error] : cases) {
    std::string body = marked;
    const std::size_t at = body.find('@');
    body.erase(at, 1);
    EXPECT_EQ(error_of_metrics(body), "byte " + std::to_string(at) + ": " + error) << marked;
  }
}

TEST(JsonDecoderTest, StringsAreUnescaped) {
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"\u0072","value":{"stringValue":
                "\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00"}}]},"scopeMetrics":[{"scope":{"name":"s\t"},"metrics":[
                {"n\u0061me":"m\u0031","unit":"\u0032","sum":{}},{"name":"m\u0033","sum":{}}]}]}]})"),
            "resource {r='\"\\/\b\f\n\r\t\xC3\xA9\xF0\x9F\x98\x80'}\nmetric m1 '2' in 's\t' sum\n"
            "metric m3 '' in 's\t' sum\n0 accepted\n");
}

TEST(JsonDecoderTest, SeveralUnescapedStringsStandSideBySide) {
  EXPECT_EQ(metrics_of_json(gauge_of(R"({"asInt":1,"attributes":[{"key":"\u0061","value":{"stringValue":"\u0031"}},
                {"key":"\u0062","value":{"stringValue":"\u0032"}},{"key":"\u0063","value":{"bytesValue":"YQ"}}]})")),
            "resource {}\nmetric m '' in '' gauge\npoint {a='1' b='2' c='YQ=='} 0-0 value=1.0\n1 accepted\n");
}

TEST(JsonDecoderTest, AttributesAreGivenAsTheyWereSent) {
  const PaddedBody body(gauge_of(R"({"attributes" : [ {"key":"a"} , {"key":"b"} ] , "asInt":1},
      {"attributes":[{"key":"c","value":{"arrayValue":{"values":[{"stringValue":"]"}]}}}],"asInt":2},
      {"attributes":[ ],"asInt":3})"));
  RecordingSink sink;
  sink.with_encoded = true;
  const auto result = JsonDecoder().metrics(body.view(), sink);
  EXPECT_EQ(recorded(sink, result),
            "resource {}\nencoded \nmetric m '' in '' gauge\n"
            "point {a=none b=none} 0-0 encoded [ {\"key\":\"a\"} , {\"key\":\"b\"} ] value=1.0\n"
            "point {c='[\"]\"]'} 0-0 encoded "
            "[{\"key\":\"c\",\"value\":{\"arrayValue\":{\"values\":[{\"stringValue\":\"]\"}]}}}] value=2.0\n"
            "point {} 0-0 encoded  value=3.0\n3 accepted\n");
}

TEST(JsonDecoderTest, NullStandsForAnAbsentField) {
  const std::string expected = "resource {}\nmetric m '' in '' sum\npoint {} 0-0 value=1.0\n1 accepted\n";
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"resource":null,"schemaUrl":null,"scopeMetrics":[{"scope":null,
      "metrics":[{"name":"m","unit":null,"gauge":null,"sum":{"aggregationTemporality":null,"isMonotonic":null,
      "dataPoints":[{"attributes":null,"startTimeUnixNano":null,"asInt":1,"asDouble":null,"flags":null}]}}]}]}]})"),
            expected);
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"scopeMetrics":null}]})"), "resource {}\n0 accepted\n");
}

TEST(JsonDecoderTest, PointsDoNotInheritFromTheOneBefore) {
  EXPECT_EQ(metrics_of_json(json_metrics(R"({"name":"m","histogram":{"dataPoints":[{"count":1,"sum":1,"min":1,"max":1,
                "bucketCounts":[1,0],"explicitBounds":[1],"attributes":[{"key":"a"}],"timeUnixNano":9},{}]}})")),
            "resource {}\nmetric m '' in '' histogram\n"
            "point {a=none} 0-9 count=1 sum=1.0 min=1.0 max=1.0 counts=[1 0] bounds=[1]\n"
            "point {} 0-0 count=0 counts=[] bounds=[]\n2 accepted\n");
}

TEST(JsonDecoderTest, OfAKeyThatComesTwiceOneCounts) {
  EXPECT_EQ(metrics_of_json(gauge_of(R"({"asInt":1,"asInt":2,"attributes":[{"key":"a"}],"attributes":[{"key":"b"}]})")),
            "resource {}\nmetric m '' in '' gauge\npoint {b=none} 0-0 value=2.0\n1 accepted\n");
}

TEST(JsonDecoderTest, ADecoderIsUsedAgainAfterAnError) {
  JsonDecoder decoder;
  const std::string good = gauge_of(R"({"asInt":1,"attributes":[{"key":"\u0061"}]})");
  EXPECT_EQ(error_of_metrics(decoder, good), "accepted");
  EXPECT_NE(error_of_metrics(decoder, good.substr(0, good.size() - 9)), "accepted");
  EXPECT_NE(error_of_metrics(decoder, gauge_of(R"({"attributes":[{"key":"a"},{]})")), "accepted");
  JsonDecoder moved = std::move(decoder);
  EXPECT_EQ(error_of_metrics(moved, good), "accepted");
}

TEST(JsonDecoderTest, NoBeginningOfATextIsOne) {
  const std::string body = R"({"resourceMetrics":[{"resource":{"attributes":[{"key":"r\u0061","value":{"intValue":1}}]},
      "scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asDouble":-1.5e3,"exemplars":[{"a":[true,null]}],
      "attributes":[{"key":"a","value":{"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"\n"}}]}}}]}]}}]}]}]})";
  for (std::size_t size = 0; size < body.size(); ++size) {
    EXPECT_NE(error_of_metrics(body.substr(0, size)), "accepted") << body.substr(0, size);
    EXPECT_NE(error_of_logs(body.substr(0, size)), "accepted") << body.substr(0, size);
  }
  EXPECT_EQ(error_of_metrics(body), "accepted");
}

TEST(JsonDecoderTest, WhatStandsBehindTheBodyIsNeverRead) {
  const std::string body = gauge_of(R"({"asInt":1})");
  for (std::size_t size = 0; size < body.size(); ++size) {
    for (const char* behind : {"", "}", "]", ",", "\"", "]}]}}]}]}]}", ":"}) {
      std::string whole = body.substr(0, size) + behind;
      whole.resize(size + std::max(JsonDecoder::padding(), std::string_view(behind).size()), ' ');
      RecordingSink sink;
      EXPECT_FALSE(JsonDecoder().metrics(std::string_view(whole).substr(0, size), sink)) << whole;
    }
  }
}

TEST(JsonDecoderTest, TextsThatAreNoJsonAreErrors) {
  for (const char* body : {"",
                           " ",
                           "[]",
                           "1",
                           "null",
                           "\"x\"",
                           "{}{}",
                           "{},",
                           "{} x",
                           "{",
                           "}",
                           "{\"a\"}",
                           "{\"a\":}",
                           "{\"a\":1,}",
                           "{\"a\":1 \"b\":2}",
                           "{\"a\":1:2}",
                           "{\"a\":\"b\":\"c\"}",
                           "{\"a\"::1}",
                           "{a:1}",
                           "{1:1}",
                           "{\"a\":[1,]}",
                           "{\"a\":[,1]}",
                           "{\"a\":[1 2]}",
                           "{\"a\":[1}",
                           "{\"a\":[1]]}",
                           "{\"a\":{\"b\":1]}",
                           "{\"a\":01}",
                           "{\"a\":1.}",
                           "{\"a\":.5}",
                           "{\"a\":+1}",
                           "{\"a\":1e}",
                           "{\"a\":-}",
                           "{\"a\":0x1}",
                           "{\"a\":NaN}",
                           "{\"a\":tru}",
                           "{\"a\":truex}",
                           "{\"a\":True}",
                           "{\"a\":nul}",
                           "{\"a\":nullx}",
                           "{\"a\":'b'}",
                           "{\"a\":\"\\x\"}",
                           "{\"a\":\"\\u12\"}",
                           "{\"\\x\":1}",
                           "{\"a\":\"\x01\"}",
                           "{\"a\":\"\xFF\"}",
                           "{\"a\":\"\n\"}",
                           "{\"a\":1/*c*/}",
                           "{\"resourceMetrics\":[{]}",
                           "{\"resourceMetrics\":[}]",
                           "{\"resourceMetrics\"}"}) {
    EXPECT_NE(error_of_metrics(body), "accepted") << body;
    EXPECT_NE(error_of_traces(body), "accepted") << body;
    EXPECT_NE(error_of_logs(body), "accepted") << body;
  }
}

TEST(JsonDecoderTest, PartsThatNobodyReadsAreSoundToo) {
  for (const char* bad : {R"("\x")", "01", "tru", "[1 2]", R"({"a" 1})", R"({"a":1,})", R"({"\q":1})", "[}", "1e", "-",
                          R"({"a":"b":1})", "[nul]", "[[01]]"}) {
    const std::string skipped = R"("skipped":)" + std::string(bad);
    for (const std::string& body : {
             "{" + skipped + "}",
             "{\"resourceMetrics\":[{" + skipped + "}]}",
             "{\"resourceMetrics\":[{\"resource\":{" + skipped + "}}]}",
             "{\"resourceMetrics\":[{\"scopeMetrics\":[{" + skipped + "}]}]}",
             "{\"resourceMetrics\":[{\"scopeMetrics\":[{\"scope\":{" + skipped + "}}]}]}",
             json_metrics("{\"name\":\"m\",\"sum\":{}," + skipped + "}"),
             json_metrics("{" + skipped + ",\"name\":\"m\",\"sum\":{}}"),
             json_metrics("{\"name\":\"m\",\"sum\":{" + skipped + "}}"),
             json_metrics("{\"name\":\"m\",\"name\":" + std::string(bad) + ",\"unit\":\"\",\"sum\":{}}"),
             gauge_of("{\"asInt\":1," + skipped + "}"),
             gauge_of("{\"asInt\":1,\"exemplars\":[{" + skipped + "}]}"),
             gauge_of("{\"asInt\":1,\"attributes\":[{" + skipped + "}]}"),
             gauge_of("{\"asInt\":1,\"attributes\":[{\"value\":{" + skipped + "}}]}"),
             gauge_of("{\"asInt\":1,\"attributes\":[{\"value\":{\"arrayValue\":{" + skipped + "}}}]}"),
             gauge_of("{\"asInt\":1,\"attributes\":[{\"value\":{\"kvlistValue\":{\"values\":[{" + skipped + "}]}}}]}"),
         }) {
      EXPECT_NE(error_of_metrics(body), "accepted") << body;
    }
    EXPECT_NE(error_of_traces(json_spans("{" + skipped + "}")), "accepted") << bad;
    EXPECT_NE(error_of_traces("{\"resourceSpans\":[{\"resource\":{" + skipped + "}}]}"), "accepted") << bad;
    EXPECT_NE(error_of_logs(json_logs("{" + skipped + "}")), "accepted") << bad;
  }
}

TEST(JsonDecoderTest, NothingStandsBetweenAValueAndTheNext) {
  for (const char* field :
       {R"("asInt":"1":2)", R"("asInt":1:2)", R"("asInt":"1" "b":2)", R"("timeUnixNano":"1":"2")", R"("flags":"1":[])",
        R"("attributes":[{"key":"a":"b"}])", R"("attributes":[{"value":{"stringValue":"a":"b"}}])",
        R"("attributes":[{"value":{"boolValue":true:1}}])", R"("attributes":[]:1)", R"("attributes":[{}:1])"}) {
    EXPECT_NE(error_of_metrics(gauge_of("{" + std::string(field) + ",\"asDouble\":1}")), "accepted") << field;
  }
  // Brackets that would match if what follows a string were taken for its value, where nothing is looked for ahead.
  for (const char* point : {R"({"asInt":"1":2},"asDouble":1})", R"({"u":"1":2},"asDouble":1})",
                            R"({"attributes":[{"key":"1":2},"value":{}}],"asDouble":1})"}) {
    const PaddedBody body(R"({"resourceMetrics":[{"resource":{},"scopeMetrics":[{"scope":{},"metrics":[
        {"name":"m","unit":"","gauge":{"dataPoints":[)" +
                              std::string(point) + "]}}]}]}]}",
                          ' ');
    RecordingSink sink;
    EXPECT_FALSE(JsonDecoder().metrics(body.view(), sink)) << point;
  }
}

TEST(JsonDecoderTest, UnknownFieldsAreIgnored) {
  const std::string unknown = R"("u1":{"a":[1,-0.5e10,"\n",true,false,null,{},[]]},"u2":12345678901234567890123,)";
  EXPECT_EQ(metrics_of_json("{" + unknown + R"("resourceMetrics":[{)" + unknown + R"("scopeMetrics":[{)" + unknown +
                            R"("metrics":[{)" + unknown + R"("name":"m","gauge":{)" + unknown + R"("dataPoints":[{)" +
                            unknown + R"("count":"x","asInt":1}]}}]}]}]})"),
            "resource {}\nmetric m '' in '' gauge\npoint {} 0-0 value=1.0\n1 accepted\n");
}

TEST(JsonDecoderTest, WhatNobodyKnowsNestsToADepthOf64) {
  const auto nested = [](const char* open, const char* close, int depth) {
    return "{\"u\":" + repeated(open, depth) + "1" + repeated(close, depth) + "}";
  };
  EXPECT_EQ(error_of_metrics(nested("[", "]", 64)), "accepted");
  EXPECT_EQ(error_of_metrics(nested("{\"a\":", "}", 64)), "accepted");
  for (const int depth : {65, 2000, 100'000}) {
    EXPECT_THAT(error_of_metrics(nested("[", "]", depth)), HasSubstr("values nest too deep")) << depth;
    EXPECT_THAT(error_of_metrics(nested("{\"a\":", "}", depth)), HasSubstr("values nest too deep")) << depth;
  }
  EXPECT_NE(error_of_metrics("{\"u\":" + repeated("[", 100'000)), "accepted");
  EXPECT_NE(error_of_metrics(repeated("{\"resourceMetrics\":[", 50'000)), "accepted");
}

TEST(JsonDecoderTest, ValuesOfAttributesNestToADepthOf64) {
  const auto nested = [](const std::string& open, const std::string& close, int depth) {
    return gauge_of(R"({"asInt":1,"attributes":[{"key":"a","value":)" + repeated(open, depth - 1) +
                    R"({"intValue":1})" + repeated(close, depth - 1) + "}]}");
  };
  const std::pair<const char*, const char*> kinds[] = {{R"({"arrayValue":{"values":[)", "]}}"},
                                                       {R"({"kvlistValue":{"values":[{"key":"k","value":)", "}]}}"}};
  for (const auto& [open, close] : kinds) {
    EXPECT_EQ(error_of_metrics(nested(open, close, 64)), "accepted");
    EXPECT_THAT(error_of_metrics(nested(open, close, 65)), HasSubstr("values nest too deep"));
    EXPECT_THAT(error_of_metrics(nested(open, close, 3000)), HasSubstr("values nest too deep"));
  }
}

TEST(JsonDecoderTest, AnItemHasAtMost1024Attributes) {
  EXPECT_EQ(error_of_metrics(gauge_of(R"({"asInt":1,"attributes":[{})" + repeated(",{}", 1023) + "]}")), "accepted");
  EXPECT_THAT(error_of_metrics(gauge_of(R"({"asInt":1,"attributes":[{})" + repeated(",{}", 1024) + "]}")),
              HasSubstr("an item has more than 1024 attributes"));
}

TEST(JsonDecoderTest, IdsThatAreNoHexadecimalDigitsAreLeftOut) {
  for (const char* span : {R"({"traceId":"0z345678901234567890123456789012","spanId":"7373737373737373"})",
                           R"({"traceId":"74747474747474747474747474747474","spanId":"737373737373737"})",
                           R"({"traceId":"74747474747474747474747474747474","spanId":"7373737373737373",
                               "parentSpanId":"zzzzzzzzzzzzzzzz"})"}) {
    EXPECT_THAT(traces_of_json(json_spans(span)), testing::StartsWith("0 accepted, 1 rejected")) << span;
  }
}

TEST(JsonDecoderTest, TheTopKeyTellsTheSignal) {
  const auto signal = [](std::string_view body) { return JsonDecoder().signal(PaddedBody(body).view()); };
  EXPECT_EQ(signal(R"({"resourceMetrics":[]})"), Signal::metrics);
  EXPECT_EQ(signal(R"({"resource_spans":[{"a":[]}]})"), Signal::traces);
  EXPECT_EQ(signal(R"({"u":{"resourceMetrics":[]},"resourceLogs":[]})"), Signal::logs);
  EXPECT_EQ(signal(R"({"resourceLogs":[],"resource_logs":[]})"), Signal::logs);
  for (const char* body : {"{}", R"({"metrics":[]})", R"({"resourceMetrics":[],"resourceSpans":[]})"}) {
    EXPECT_THAT(signal(body).error(),
                testing::AllOf(HasSubstr("resourceMetrics"), HasSubstr("resourceSpans"), HasSubstr("resourceLogs")))
        << body;
  }
  for (const char* body : {"", "[]", "{", "x", R"({"resourceMetrics":[)", R"({"resourceMetrics")"}) {
    EXPECT_FALSE(signal(body).has_value()) << body;
  }
}

}  // namespace
}  // namespace perfbench::otlp

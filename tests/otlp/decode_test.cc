// What holds of metrics in both encodings: the same message gives the same points.
#include "otlp/decode.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "json_request.h"
#include "otlp_builder.h"
#include "recording_sink.h"

namespace perfbench::otlp {
namespace {

using namespace build;

constexpr double kInfinity = std::numeric_limits<double>::infinity();
constexpr const char* kNoResource = "resource {}\n";

struct Case {
  const char* name;
  std::string protobuf;  // of a metric
  std::string json;
  std::string expected;  // behind the resource's line
};

std::string name_of(const testing::TestParamInfo<Case>& info) { return info.param.name; }

std::string number_times() { return fixed64(2, 10) + fixed64(3, 20); }

class MetricInBothEncodings : public testing::TestWithParam<Case> {};

TEST_P(MetricInBothEncodings, IsTheSame) {
  const std::string expected = kNoResource + GetParam().expected;
  EXPECT_EQ(metrics_of_protobuf(request({GetParam().protobuf})), expected);
  const std::string json = json_metrics(GetParam().json);
  EXPECT_EQ(metrics_of_json(json), expected);
  EXPECT_EQ(metrics_of_json(with_snake_case_keys(json)), expected) << with_snake_case_keys(json);
}

INSTANTIATE_TEST_SUITE_P(
    Numbers, MetricInBothEncodings,
    testing::Values(
        Case{"GaugeOfDoubles", metric("m", bytes(3, "ms") + gauge(point(number_times() + number(4, 1.5)))),
             R"({"name":"m","unit":"ms","gauge":{"dataPoints":[
                 {"startTimeUnixNano":"10","timeUnixNano":"20","asDouble":1.5}]}})",
             "metric m 'ms' in '' gauge\npoint {} 10-20 value=1.5\n1 accepted\n"},
        Case{"GaugeOfIntegers", metric("m", gauge(point(fixed64(6, static_cast<std::uint64_t>(-7))))),
             R"({"name":"m","gauge":{"dataPoints":[{"asInt":"-7"}]}})",
             "metric m '' in '' gauge\npoint {} 0-0 value=-7.0\n1 accepted\n"},
        Case{"DeltaSum", metric("m", sum(point(fixed64(6, 3)) + temporality(1) + monotonic())),
             R"({"name":"m","sum":{"dataPoints":[{"asInt":3}],"aggregationTemporality":1,"isMonotonic":true}})",
             "metric m '' in '' sum delta monotonic\npoint {} 0-0 value=3.0\n1 accepted\n"},
        Case{"CumulativeSum", metric("m", sum(temporality(2) + point(fixed64(6, 3)))),
             R"({"name":"m","sum":{"aggregationTemporality":2,"dataPoints":[{"asInt":3}]}})",
             "metric m '' in '' sum cumulative\npoint {} 0-0 value=3.0\n1 accepted\n"},
        Case{"SumOfUnspecifiedTemporality", metric("m", sum(point(fixed64(6, 3)) + temporality(0))),
             R"({"name":"m","sum":{"aggregationTemporality":0,"isMonotonic":false,"dataPoints":[{"asInt":3}]}})",
             "metric m '' in '' sum\npoint {} 0-0 value=3.0\n1 accepted\n"},
        Case{"SumOfUnknownTemporality", metric("m", sum(point(fixed64(6, 3)) + temporality(7))),
             R"({"name":"m","sum":{"aggregationTemporality":7,"dataPoints":[{"asInt":3}]}})",
             "metric m '' in '' sum\npoint {} 0-0 value=3.0\n1 accepted\n"},
        Case{"SeveralPoints", metric("m", gauge(point(number(4, 1)) + point(number(4, 2)) + point(number(4, 3)))),
             R"({"name":"m","gauge":{"dataPoints":[{"asDouble":1},{"asDouble":2},{"asDouble":3}]}})",
             "metric m '' in '' gauge\npoint {} 0-0 value=1.0\npoint {} 0-0 value=2.0\npoint {} 0-0 value=3.0\n"
             "3 accepted\n"},
        Case{"NoPoints", metric("m", sum("")), R"({"name":"m","sum":{}})", "metric m '' in '' sum\n0 accepted\n"},
        Case{"NotANumber",
             metric("m",
                    gauge(point(number(4, std::nan(""))) + point(number(4, kInfinity)) + point(number(4, -kInfinity)))),
             R"({"name":"m","gauge":{"dataPoints":[
                 {"asDouble":"NaN"},{"asDouble":"Infinity"},{"asDouble":"-Infinity"}]}})",
             "metric m '' in '' gauge\npoint {} 0-0 value=nan\npoint {} 0-0 value=inf\npoint {} 0-0 value=-inf\n"
             "3 accepted\n"},
        Case{"EndOfStream", metric("m", gauge(point(varint(8, 1)) + point(varint(8, 3) + number(4, 5)))),
             R"({"name":"m","gauge":{"dataPoints":[{"flags":1},{"flags":"3","asDouble":5}]}})",
             "metric m '' in '' gauge\npoint {} 0-0 no value value=0.0\npoint {} 0-0 no value value=0.0\n2 accepted\n"},
        Case{"OtherFlags", metric("m", gauge(point(varint(8, 2) + number(4, 5)))),
             R"({"name":"m","gauge":{"dataPoints":[{"flags":2,"asDouble":5}]}})",
             "metric m '' in '' gauge\npoint {} 0-0 value=5.0\n1 accepted\n"},
        Case{"LargestIntegers",
             metric("m", gauge(point(fixed64(2, UINT64_MAX) + fixed64(3, UINT64_MAX) +
                                     fixed64(6, static_cast<std::uint64_t>(INT64_MIN))))),
             R"({"name":"m","gauge":{"dataPoints":[{"startTimeUnixNano":"18446744073709551615",
                 "timeUnixNano":18446744073709551615,"asInt":"-9223372036854775808"}]}})",
             "metric m '' in '' gauge\n"
             "point {} 18446744073709551615-18446744073709551615 value=-9.223372036854776e+18\n1 accepted\n"}),
    name_of);

INSTANTIATE_TEST_SUITE_P(
    Distributions, MetricInBothEncodings,
    testing::Values(
        Case{
            "DeltaHistogram",
            metric("m", histogram(point(number_times() + fixed64(4, 6) + number(5, 9.5) + packed_fixed64(6, {1, 2, 3}) +
                                        packed_numbers(7, {0.5, 10}) + number(11, 0.25) + number(12, 30) +
                                        bytes(9, key_value("a", string_value("x")))) +
                                  temporality(1))),
            R"({"name":"m","histogram":{"dataPoints":[{"startTimeUnixNano":"10","timeUnixNano":"20","count":"6",
                 "sum":9.5,"bucketCounts":["1",2,"3"],"explicitBounds":[0.5,10],"min":0.25,"max":30,
                 "attributes":[{"key":"a","value":{"stringValue":"x"}}]}],"aggregationTemporality":1}})",
            "metric m '' in '' histogram delta\n"
            "point {a='x'} 10-20 count=6 sum=9.5 min=0.25 max=30.0 counts=[1 2 3] bounds=[0.5 10]\n1 accepted\n"},
        Case{"HistogramWithoutBuckets", metric("m", histogram(temporality(2) + point(fixed64(4, 6)))),
             R"({"name":"m","histogram":{"aggregationTemporality":2,"dataPoints":[{"count":6,"sum":null}]}})",
             "metric m '' in '' histogram cumulative\npoint {} 0-0 count=6 counts=[] bounds=[]\n1 accepted\n"},
        Case{"HistogramOfOneBucket", metric("m", histogram(point(fixed64(4, 6) + packed_fixed64(6, {6})))),
             R"({"name":"m","histogram":{"dataPoints":[{"count":6,"bucketCounts":[6],"explicitBounds":[]}]}})",
             "metric m '' in '' histogram\npoint {} 0-0 count=6 counts=[6] bounds=[]\n1 accepted\n"},
        Case{"HistogramWithoutValue",
             metric("m", histogram(point(varint(10, 1) + fixed64(4, 6) + packed_fixed64(6, {1})))),
             R"({"name":"m","histogram":{"dataPoints":[{"flags":1,"count":6,"bucketCounts":[1]}]}})",
             "metric m '' in '' histogram\npoint {} 0-0 no value count=0 counts=[] bounds=[]\n1 accepted\n"},
        Case{"ExponentialHistogram",
             metric("m", exponential_histogram(point(bytes(1, key_value("a", string_value("x"))) + number_times() +
                                                     fixed64(4, 16) + number(5, 2.5) + zigzag(6, -3) + fixed64(7, 1) +
                                                     bytes(8, zigzag(1, -2) + packed_varint(2, {1, 2, 300 - 292})) +
                                                     bytes(9, zigzag(1, 5) + packed_varint(2, {4})) + number(12, -1) +
                                                     number(13, 7) + number(14, 0.001)) +
                                               temporality(2))),
             R"({"name":"m","exponentialHistogram":{"dataPoints":[{
                 "attributes":[{"key":"a","value":{"stringValue":"x"}}],"startTimeUnixNano":"10","timeUnixNano":"20",
                 "count":"16","sum":2.5,"scale":-3,"zeroCount":"1","positive":{"offset":-2,"bucketCounts":["1","2","8"]},
                 "negative":{"offset":5,"bucketCounts":[4]},"min":-1,"max":7,"zeroThreshold":0.001}],
                 "aggregationTemporality":"AGGREGATION_TEMPORALITY_CUMULATIVE"}})",
             "metric m '' in '' exponential cumulative\n"
             "point {a='x'} 10-20 count=16 sum=2.5 min=-1.0 max=7.0 scale=-3 zeros=1 below=0.001 positive=-2[1 2 8] "
             "negative=5[4]\n1 accepted\n"},
        Case{"EmptyExponentialHistogram", metric("m", exponential_histogram(temporality(1) + point(""))),
             R"({"name":"m","exponentialHistogram":{"aggregationTemporality":"AGGREGATION_TEMPORALITY_DELTA",
                 "dataPoints":[{}]}})",
             "metric m '' in '' exponential delta\n"
             "point {} 0-0 count=0 scale=0 zeros=0 below=0.0 positive=0[] negative=0[]\n1 accepted\n"},
        Case{"Summary",
             metric("m", summary(point(bytes(7, key_value("a", int_value(1))) + number_times() + fixed64(4, 3) +
                                       number(5, 6.5) + bytes(6, number(1, 0) + number(2, 1)) +
                                       bytes(6, number(1, 0.5) + number(2, 2)) + bytes(6, number(1, 1))))),
             R"({"name":"m","summary":{"dataPoints":[{"attributes":[{"key":"a","value":{"intValue":"1"}}],
                 "startTimeUnixNano":"10","timeUnixNano":"20","count":"3","sum":6.5,
                 "quantileValues":[{"quantile":0,"value":1},{"quantile":0.5,"value":2},{"quantile":1}]}]}})",
             "metric m '' in '' summary\npoint {a=1} 10-20 count=3 sum=6.5 0:1.0 0.5:2.0 1:0.0\n1 accepted\n"}),
    name_of);

// An attribute of a number, in both encodings.
Case attribute_case(const char* name, const std::string& any_value, const std::string& json, const char* expected) {
  return {name, metric("m", gauge(point(number(4, 1) + attribute_of_number("a", any_value)))),
          R"({"name":"m","gauge":{"dataPoints":[{"asDouble":1,"attributes":[{"key":"a","value":)" + json + "}]}]}}",
          std::string("metric m '' in '' gauge\npoint {a=") + expected + "} 0-0 value=1.0\n1 accepted\n"};
}

INSTANTIATE_TEST_SUITE_P(
    Attributes, MetricInBothEncodings,
    testing::Values(
        attribute_case("String", string_value("x y"), R"({"stringValue":"x y"})", "'x y'"),
        attribute_case("EmptyString", string_value(""), R"({"stringValue":""})", "''"),
        attribute_case("True", bool_value(true), R"({"boolValue":true})", "true"),
        attribute_case("False", bool_value(false), R"({"boolValue":false})", "false"),
        attribute_case("Integer", int_value(-42), R"({"intValue":"-42"})", "-42"),
        attribute_case("Double", double_value(0.5), R"({"doubleValue":0.5})", "0.5"),
        attribute_case("InfiniteDouble", double_value(kInfinity), R"({"doubleValue":"Infinity"})", "inf"),
        attribute_case("Nothing", "", "{}", "none"),  //
        attribute_case("Bytes", bytes_value("\xFF\x01"), R"({"bytesValue":"_wE"})", "'/wE='"),
        attribute_case("EmptyArray", array_value({}), R"({"arrayValue":{}})", "'[]'"),
        attribute_case("Array",
                       array_value({string_value("x\"\n"), int_value(1), double_value(1.5), bool_value(true), "",
                                    bytes_value("a"), double_value(kInfinity), array_value({int_value(2)})}),
                       R"({"arrayValue":{"values":[{"stringValue":"x\"\n"},{"intValue":1},{"doubleValue":1.5},
                           {"boolValue":true},{},{"bytesValue":"YQ=="},{"doubleValue":"Infinity"},
                           {"arrayValue":{"values":[{"intValue":"2"}]}}]}})",
                       R"('["x\"\u000a",1,1.5,true,null,"YQ==","Infinity",[2]]')"),
        attribute_case("Map", map_value({key_value("k", string_value("v")), bytes(1, "none"), bytes(2, int_value(1))}),
                       R"({"kvlistValue":{"values":[{"key":"k","value":{"stringValue":"v"}},{"key":"none"},
                           {"value":{"intValue":1}}]}})",
                       R"('{"k":"v","none":null,"":1}')"),
        attribute_case("NestedMap", map_value({key_value("k", map_value({key_value("l", array_value({}))}))}),
                       R"({"kvlistValue":{"values":[{"value":{"kvlistValue":{"values":[
                           {"key":"l","value":{"arrayValue":{"values":[]}}}]}},"key":"k"}]}})",
                       R"('{"k":{"l":[]}}')"),
        attribute_case("LastOfSeveral", int_value(1) + array_value({int_value(2)}) + string_value("last"),
                       R"({"intValue":1,"arrayValue":{"values":[{"intValue":2}]},"stringValue":"last"})", "'last'"),
        attribute_case("LastOfSeveralInAnArray", array_value({int_value(1) + string_value("x") + int_value(3)}),
                       R"({"arrayValue":{"values":[{"intValue":1,"stringValue":"x","intValue":3}]}})", "'[3]'")),
    name_of);

// A point that is left out, of a metric whose other point is taken.
Case rejected_case(const char* name, const std::string& wrap_in, const std::string& bad, const std::string& good,
                   const std::string& json, const std::string& expected_good, const char* reason) {
  const auto data = wrap_in == "histogram" ? histogram
                    : wrap_in == "summary" ? summary
                    : wrap_in == "gauge"   ? gauge
                                           : exponential_histogram;
  const std::string kind = wrap_in == "exponentialHistogram" ? "exponential" : wrap_in;
  return {name, metric("m", data(point(bad) + point(good))),
          "{\"name\":\"m\",\"" + wrap_in + "\":{\"dataPoints\":[" + json + "]}}",
          "metric m '' in '' " + kind + "\npoint {} 0-0 " + expected_good +
              "\n1 accepted, 1 rejected: metric \"m\": " + reason + "\n"};
}

Case bad_histogram(const char* name, const std::string& bad, const std::string& json, const char* reason) {
  return rejected_case(name, "histogram", bad, fixed64(4, 1), json + R"(,{"count":1})", "count=1 counts=[] bounds=[]",
                       reason);
}

Case bad_exponential(const char* name, const std::string& bad, const std::string& json, const char* reason) {
  return rejected_case(name, "exponentialHistogram", bad, "", json + ",{}",
                       "count=0 scale=0 zeros=0 below=0.0 positive=0[] negative=0[]", reason);
}

Case bad_summary(const char* name, const std::string& bad, const std::string& json) {
  return rejected_case(name, "summary", bad, "", json + ",{}", "count=0 sum=0.0", "a quantile is between 0 and 1");
}

constexpr const char* kOneMore = "a histogram has one bucket count more than it has bounds";
constexpr const char* kAscend = "the bounds of a histogram ascend";
constexpr const char* kAddUp = "the bucket counts of a histogram add up to its count";
constexpr const char* kExponentialAddUp = "the bucket counts of an exponential histogram add up to its count";

INSTANTIATE_TEST_SUITE_P(
    Contradictions, MetricInBothEncodings,
    testing::Values(
        rejected_case("NumberWithoutValue", "gauge", fixed64(3, 5), number(4, 1),
                      R"({"timeUnixNano":5},{"asDouble":1})", "value=1.0", "a point has a value"),
        bad_histogram("AsManyCountsAsBounds", fixed64(4, 1) + packed_fixed64(6, {1}) + packed_numbers(7, {1}),
                      R"({"count":1,"bucketCounts":[1],"explicitBounds":[1]})", kOneMore),
        bad_histogram("BoundsWithoutCounts", fixed64(4, 1) + packed_numbers(7, {1}),
                      R"({"count":1,"explicitBounds":[1]})", kOneMore),
        bad_histogram("EqualBounds", packed_fixed64(6, {0, 0, 0}) + packed_numbers(7, {1, 1}),
                      R"({"bucketCounts":[0,0,0],"explicitBounds":[1,1]})", kAscend),
        bad_histogram("BoundIsNoNumber", packed_fixed64(6, {0, 0}) + packed_numbers(7, {std::nan("")}),
                      R"({"bucketCounts":[0,0],"explicitBounds":["NaN"]})", kAscend),
        bad_histogram("CountsThatDoNotAddUp", fixed64(4, 4) + packed_fixed64(6, {1, 2}) + packed_numbers(7, {1}),
                      R"({"count":4,"bucketCounts":[1,2],"explicitBounds":[1]})", kAddUp),
        bad_histogram("CountsBeyond64Bits", fixed64(4, 1) + packed_fixed64(6, {UINT64_MAX, 2}) + packed_numbers(7, {1}),
                      R"({"count":1,"bucketCounts":["18446744073709551615","2"],"explicitBounds":[1]})", kAddUp),
        bad_exponential("ExponentialCountsThatDoNotAddUp", fixed64(4, 2) + bytes(8, packed_varint(2, {1})),
                        R"({"count":2,"positive":{"bucketCounts":[1]}})", kExponentialAddUp),
        bad_exponential("ExponentialCountsBeyond64Bits",
                        fixed64(4, 1) + fixed64(7, 2) + bytes(9, packed_varint(2, {UINT64_MAX})),
                        R"({"count":1,"zeroCount":2,"negative":{"bucketCounts":["18446744073709551615"]}})",
                        kExponentialAddUp),
        bad_exponential("ScaleTooLarge", zigzag(6, 101), R"({"scale":101})",
                        "the scale of an exponential histogram is between -100 and 100"),
        bad_exponential("ScaleTooSmall", zigzag(6, -101), R"({"scale":"-101"})",
                        "the scale of an exponential histogram is between -100 and 100"),
        bad_exponential("BucketsBeyond32Bits", bytes(8, zigzag(1, INT32_MAX) + packed_varint(2, {0, 0})),
                        R"({"positive":{"offset":2147483647,"bucketCounts":[0,0]}})",
                        "the buckets of an exponential histogram have indices of 32 bits"),
        bad_summary("QuantileAboveOne", bytes(6, number(1, 1.01)), R"({"quantileValues":[{"quantile":1.01}]})"),
        bad_summary("QuantileBelowZero", bytes(6, number(1, -0.01)), R"({"quantileValues":[{"quantile":-0.01}]})"),
        bad_summary("QuantileIsNoNumber", bytes(6, number(1, std::nan(""))),
                    R"({"quantileValues":[{"quantile":"NaN"}]})"),
        Case{"MetricWithoutName", gauge(point(number(4, 1)) + point(number(4, 2))),
             R"({"gauge":{"dataPoints":[{"asDouble":1},{"asDouble":2}]}})",
             "0 accepted, 2 rejected: metric \"\": a metric has a name\n"},
        Case{"MetricWithoutData", bytes(1, "m"), R"({"name":"m"})",
             "0 accepted, 1 rejected: metric \"m\": a metric has data\n"},
        Case{"MetricOfUnknownKind", metric("m", bytes(4, point(number(4, 1)))),
             R"({"name":"m","intGauge":{"dataPoints":[{"asDouble":1}]}})",
             "0 accepted, 1 rejected: metric \"m\": a metric has data\n"},
        Case{"NameThatHarmsATerminal", bytes(1, "m\x1B\"\n"), R"({"name":"m\u001b\"\n"})",
             "0 accepted, 1 rejected: metric \"m???\": a metric has data\n"}),
    name_of);

TEST(DecodeTest, TheFirstReasonIsKept) {
  const std::string expected =
      std::string(kNoResource) + "metric m '' in '' gauge\n0 accepted, 3 rejected: metric \"m\": a point has a value\n";
  EXPECT_EQ(metrics_of_protobuf(request({metric("m", gauge(point("") + point(""))), bytes(1, "other")})), expected);
  EXPECT_EQ(metrics_of_json(json_metrics(R"({"name":"m","gauge":{"dataPoints":[{},{}]}},{"name":"other"})")), expected);
}

TEST(DecodeTest, ResourcesAndScopesAreToldWhereverTheyStand) {
  const std::string in_order = bytes(1, bytes(1, key_value("r", int_value(1)))) +
                               bytes(2, bytes(1, bytes(1, "s") + bytes(2, "1.0")) + bytes(2, metric("m", sum(""))));
  const std::string reversed = bytes(2, bytes(2, sum("") + bytes(1, "m")) + bytes(1, bytes(2, "1.0") + bytes(1, "s"))) +
                               bytes(1, bytes(1, key_value("r", int_value(1))));
  const std::string json_in_order = R"({"resource":{"attributes":[{"key":"r","value":{"intValue":1}}]},
      "scopeMetrics":[{"scope":{"name":"s","version":"1.0"},"metrics":[{"name":"m","sum":{}}]}]})";
  const std::string json_reversed = R"({"scopeMetrics":[{"metrics":[{"sum":{},"name":"m"}],
      "scope":{"version":"1.0","name":"s"}}],"resource":{"attributes":[{"value":{"intValue":1},"key":"r"}]}})";
  const std::string lines = "resource {r=1}\nmetric m '' in 's' sum\n";
  EXPECT_EQ(metrics_of_protobuf(bytes(1, in_order) + bytes(1, reversed)), lines + lines + "0 accepted\n");
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[)" + json_in_order + "," + json_reversed + "]}"),
            lines + lines + "0 accepted\n");
}

TEST(DecodeTest, AScopeHoldsForItsOwnMetricsOnly) {
  const std::string expected = "resource {}\nmetric a '' in 's' sum\nmetric b '' in '' sum\n0 accepted\n";
  EXPECT_EQ(metrics_of_protobuf(bytes(1, bytes(2, bytes(1, bytes(1, "s")) + bytes(2, metric("a", sum("")))) +
                                             bytes(2, bytes(2, metric("b", sum("")))))),
            expected);
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"scopeMetrics":[
                {"scope":{"name":"s"},"metrics":[{"name":"a","sum":{}}]},{"metrics":[{"name":"b","sum":{}}]}]}]})"),
            expected);
}

TEST(DecodeTest, AScopeWithoutANameHasNone) {
  const std::string expected = "resource {}\nmetric a '' in 's' sum\nmetric b '' in '' sum\n0 accepted\n";
  EXPECT_EQ(metrics_of_protobuf(bytes(1, bytes(2, bytes(1, bytes(1, "s")) + bytes(2, metric("a", sum("")))) +
                                             bytes(2, bytes(1, bytes(2, "1.0")) + bytes(2, metric("b", sum("")))))),
            expected);
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"scopeMetrics":[
                {"scope":{"name":"s"},"metrics":[{"name":"a","sum":{}}]},
                {"scope":{"version":"1.0"},"metrics":[{"name":"b","sum":{}}]}]}]})"),
            expected);
}

TEST(DecodeTest, ALongNameIsCutInAReason) {
  const std::string expected =
      "resource {}\n0 accepted, 1 rejected: metric \"" + std::string(80, 'm') + "...\": a metric has data\n";
  EXPECT_EQ(metrics_of_protobuf(request({bytes(1, std::string(81, 'm'))})), expected);
  EXPECT_EQ(metrics_of_json(json_metrics("{\"name\":\"" + std::string(81, 'm') + "\"}")), expected);
}

TEST(DecodeTest, NamesAndTemporalityMayFollowThePoints) {
  const std::string expected =
      "resource {}\nmetric m 'ms' in '' sum delta monotonic\npoint {a='x'} 0-0 value=1.0\n"
      "1 accepted\n";
  const std::string reversed_point = number(4, 1) + bytes(7, bytes(2, string_value("x")) + bytes(1, "a"));
  EXPECT_EQ(metrics_of_protobuf(
                request({sum(point(reversed_point) + monotonic() + temporality(1)) + bytes(3, "ms") + bytes(1, "m")})),
            expected);
  EXPECT_EQ(metrics_of_json(json_metrics(R"({"sum":{"dataPoints":[{"asDouble":1,"attributes":[
                {"value":{"stringValue":"x"},"key":"a"}]}],"isMonotonic":true,"aggregationTemporality":1},
                "unit":"ms","name":"m"})")),
            expected);
}

TEST(DecodeTest, AnEmptyRequestHasNothing) {
  EXPECT_EQ(metrics_of_protobuf(""), "0 accepted\n");
  EXPECT_EQ(traces_of_protobuf(""), "0 accepted\n");
  EXPECT_EQ(decode_logs_protobuf("").value().accepted, 0U);
  for (const char* body : {"{}", " { } ", R"({"resourceMetrics":[],"resourceSpans":[],"resourceLogs":[]})",
                           R"({"resourceMetrics":null,"resourceSpans":null,"resourceLogs":null})"}) {
    EXPECT_EQ(metrics_of_json(body), "0 accepted\n") << body;
    EXPECT_EQ(traces_of_json(body), "0 accepted\n") << body;
    EXPECT_EQ(JsonDecoder().logs(PaddedBody(body).view()).value().accepted, 0U) << body;
  }
}

TEST(DecodeTest, TheDeprecatedNamesAreUnknown) {
  EXPECT_EQ(metrics_of_protobuf(bytes(1, bytes(1000, bytes(2, metric("m", gauge(point(number(4, 1)))))))),
            "resource {}\n0 accepted\n");
  EXPECT_EQ(metrics_of_json(R"({"resourceMetrics":[{"instrumentationLibraryMetrics":[{"metrics":[
                {"name":"m","gauge":{"dataPoints":[{"asDouble":1}]}}]}]}]})"),
            "resource {}\n0 accepted\n");
}

}  // namespace
}  // namespace perfbench::otlp

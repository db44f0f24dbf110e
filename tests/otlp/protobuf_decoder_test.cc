// What holds of protobuf alone: its encodings, and bytes that are none.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "otlp/decode.h"
#include "otlp_builder.h"
#include "recording_sink.h"

namespace perfbench::otlp {
namespace {

using namespace build;

std::string protobuf_gauge(const std::string& number_point) {
  return request({metric("m", gauge(point(number_point)))});
}

std::string protobuf_metrics_error(const std::string& body) {
  RecordingSink sink;
  const auto result = decode_metrics_protobuf(body, sink);
  return result ? "accepted" : result.error();
}

std::string protobuf_traces_error(const std::string& body) {
  RecordingSink sink;
  const auto result = decode_traces_protobuf(body, sink);
  return result ? "accepted" : result.error();
}

std::string protobuf_logs_error(const std::string& body) {
  const auto result = decode_logs_protobuf(body);
  return result ? "accepted" : result.error();
}

// An AnyValue of arrays in arrays.
std::string nested_arrays(int depth) {
  std::string value = int_value(1);
  for (int i = 1; i < depth; ++i) value = array_value({value});
  return value;
}

std::string nested_maps(int depth) {
  std::string value = int_value(1);
  for (int i = 1; i < depth; ++i) value = map_value({key_value("k", value)});
  return value;
}

TEST(ProtobufDecoderTest, ListsMayBePackedOrNotOrBoth) {
  const std::string unpacked = fixed64(6, 1) + number(7, 0.5) + fixed64(6, 2) + number(7, 10) + fixed64(6, 3);
  const std::string both =
      packed_fixed64(6, {1, 2}) + number(7, 0.5) + fixed64(6, 3) + packed_numbers(7, {10}) + packed_numbers(7, {});
  for (const std::string& lists : {unpacked, both}) {
    EXPECT_EQ(metrics_of_protobuf(request({metric("m", histogram(point(fixed64(4, 6) + lists)))})),
              "resource {}\nmetric m '' in '' histogram\n"
              "point {} 0-0 count=6 counts=[1 2 3] bounds=[0.5 10]\n1 accepted\n");
  }
}

TEST(ProtobufDecoderTest, BucketsOfExponentialHistogramsMayBePackedOrNotOrBoth) {
  for (const std::string& counts : {varint(2, 1) + varint(2, 300), packed_varint(2, {1}) + varint(2, 300)}) {
    EXPECT_EQ(
        metrics_of_protobuf(request({metric("m", exponential_histogram(point(fixed64(4, 301) + bytes(8, counts))))})),
        "resource {}\nmetric m '' in '' exponential\n"
        "point {} 0-0 count=301 scale=0 zeros=0 below=0.0 positive=0[1 300] negative=0[]\n1 accepted\n");
  }
}

TEST(ProtobufDecoderTest, AttributesAreGivenAsTheyWereSent) {
  const std::string first = attribute_of_number("a", int_value(1));
  const std::string second = attribute_of_number("b", array_value({}));
  const std::string lines = "resource {r='x'}\nencoded " + bytes(1, key_value("r", string_value("x"))) +
                            "\nmetric m '' in '' gauge\npoint {a=1 b='[]'} 0-0 encoded " + first + second +
                            " value=1.0\n1 accepted\n";
  const auto recorded_with_encoded = [](const std::string& number_point) {
    RecordingSink sink;
    sink.with_encoded = true;
    const auto result =
        decode_metrics_protobuf(bytes(1, bytes(1, bytes(1, key_value("r", string_value("x")))) +
                                             bytes(2, bytes(2, metric("m", gauge(point(number_point)))))),
                                sink);
    return recorded(sink, result);
  };
  EXPECT_EQ(recorded_with_encoded(number(4, 1) + first + second), lines);
  EXPECT_EQ(recorded_with_encoded(first + number(4, 1) + second), lines);
  EXPECT_EQ(recorded_with_encoded(first + second + number(4, 1)), lines);
}

TEST(ProtobufDecoderTest, PointsDoNotInheritFromTheOneBefore) {
  const std::string full = fixed64(4, 1) + number(5, 1) + number(11, 1) + number(12, 1) + packed_fixed64(6, {1, 0}) +
                           packed_numbers(7, {1}) + bytes(9, key_value("a", "")) + fixed64(3, 9);
  EXPECT_EQ(metrics_of_protobuf(request({metric("m", histogram(point(full) + point("")))})),
            "resource {}\nmetric m '' in '' histogram\n"
            "point {a=none} 0-9 count=1 sum=1.0 min=1.0 max=1.0 counts=[1 0] bounds=[1]\n"
            "point {} 0-0 count=0 counts=[] bounds=[]\n2 accepted\n");
}

TEST(ProtobufDecoderTest, DataOfOneKindIsJoinedAndTheLastKindCounts) {
  EXPECT_EQ(metrics_of_protobuf(request({metric(
                "m", sum(point(number(4, 1)) + temporality(1)) + gauge(point("")) + sum(point(number(4, 2))))})),
            "resource {}\nmetric m '' in '' sum delta\npoint {} 0-0 value=1.0\nmetric m '' in '' sum delta\n"
            "point {} 0-0 value=2.0\n2 accepted\n");
}

TEST(ProtobufDecoderTest, UnknownFieldsAreIgnored) {
  const std::string unknown =
      varint(100, 1) + fixed64(101, 1) + bytes(102, "\xFF\xFF") + fixed32(103, 1) + varint(536870911, 1);
  const std::string attribute = bytes(7, key_value("a", unknown + int_value(1)) + unknown);
  const std::string number_point = point(number(4, 1) + unknown + attribute);
  EXPECT_EQ(metrics_of_protobuf(
                unknown + bytes(1, unknown + bytes(1, unknown) +
                                       bytes(2, unknown + bytes(1, unknown) +
                                                    bytes(2, unknown + metric("m", gauge(unknown + number_point)))))),
            "resource {}\nmetric m '' in '' gauge\npoint {a=1} 0-0 value=1.0\n1 accepted\n");
}

TEST(ProtobufDecoderTest, StringsNeedNotBeUtf8) {
  EXPECT_EQ(metrics_of_protobuf(request({metric("\xFF", sum(""))})),
            "resource {}\nmetric \xFF '' in '' sum\n0 accepted\n");
}

TEST(ProtobufDecoderTest, EachCutOfABodyIsAnErrorOrABodyOfItsOwn) {
  const std::string body = request(
      {metric("m", histogram(point(fixed64(4, 3) + packed_fixed64(6, {1, 2}) + packed_numbers(7, {1}) +
                                   bytes(8, fixed64(2, 1) + bytes(4, "ABCDEFGH")) +
                                   bytes(9, key_value("a", map_value({key_value("k", array_value({int_value(1)}))})))) +
                             temporality(1)))});
  for (std::size_t size = 1; size < body.size(); ++size) {
    // The whole is a message within a message: no cut of it is whole.
    const std::string error = protobuf_metrics_error(body.substr(0, size));
    EXPECT_TRUE(error.starts_with("byte ") || error.find("beyond") != std::string::npos) << size << ": " << error;
  }
}

TEST(ProtobufDecoderTest, EachMessageMayBeCutWithinItsParent) {
  const std::string content = fixed64(4, 3) + packed_fixed64(6, {1, 2}) + bytes(8, fixed64(2, 1)) +
                              bytes(9, key_value("a", map_value({key_value("k", int_value(1))})));
  for (std::size_t size = 0; size <= content.size(); ++size) {
    // Only that it comes to an end, with whatever the fields that are left say.
    EXPECT_NE(metrics_of_protobuf(request({metric("m", histogram(point(content.substr(0, size))))})), "") << size;
  }
}

struct NoMessage {
  const char* what;
  std::string body;
  std::string error;
};

constexpr const char* kWrongType = "a field has another wire type than its own";

TEST(ProtobufDecoderTest, AKnownFieldHasItsOwnWireType) {
  const std::string wrong_in_metrics[] = {
      varint(1, 1),
      bytes(1, varint(1, 1)),
      bytes(1, varint(2, 1)),
      bytes(1, varint(3, 1)),
      bytes(1, bytes(1, varint(1, 1))),
      bytes(1, bytes(1, bytes(2, ""))),
      bytes(1, bytes(1, bytes(3, varint(1, 1)))),
      bytes(1, bytes(2, bytes(1, varint(1, 1)))),
      bytes(1, bytes(2, bytes(1, bytes(3, varint(1, 1))))),
      request({varint(1, 1)}),
      request({varint(7, 1)}),
      request({bytes(12, varint(1, 1))}),
      request({metric("m", gauge(varint(1, 1)))}),
      request({metric("m", sum(bytes(2, "")))}),
      request({metric("m", sum(bytes(3, "")))}),
      request({metric("m", histogram(bytes(2, "")))}),
      protobuf_gauge(varint(2, 1)),
      protobuf_gauge(varint(3, 1)),
      protobuf_gauge(varint(4, 1)),
      protobuf_gauge(varint(5, 1)),
      protobuf_gauge(varint(6, 1)),
      protobuf_gauge(varint(7, 1)),
      protobuf_gauge(fixed64(8, 1)),
      protobuf_gauge(bytes(5, varint(7, 1))),
      protobuf_gauge(bytes(7, varint(1, 1))),
      protobuf_gauge(bytes(7, varint(2, 1))),
      protobuf_gauge(attribute_of_number("a", varint(1, 1))),
      protobuf_gauge(attribute_of_number("a", bytes(2, ""))),
      protobuf_gauge(attribute_of_number("a", varint(4, 1))),
      protobuf_gauge(attribute_of_number("a", array_value({varint(7, 1)}))),
      protobuf_gauge(attribute_of_number("a", bytes(5, varint(1, 1)))),
      protobuf_gauge(attribute_of_number("a", map_value({key_value("k", varint(5, 1))}))),
      request({metric("m", histogram(point(varint(6, 1))))}),
      request({metric("m", histogram(point(varint(11, 1))))}),
      request({metric("m", exponential_histogram(point(fixed64(6, 1))))}),
      request({metric("m", exponential_histogram(point(bytes(8, fixed64(2, 1)))))}),
      request({metric("m", summary(point(bytes(6, varint(1, 1)))))}),
  };
  for (const std::string& body : wrong_in_metrics) {
    EXPECT_THAT(protobuf_metrics_error(body), testing::HasSubstr(kWrongType)) << testing::PrintToString(body);
  }
  for (const std::string& span : {varint(1, 1), bytes(6, ""), varint(7, 1), varint(9, 1), bytes(11, varint(1, 1)),
                                  bytes(13, varint(1, 1)), bytes(15, varint(2, 1)), varint(16, 1)}) {
    EXPECT_THAT(protobuf_traces_error(request({span})), testing::HasSubstr(kWrongType)) << testing::PrintToString(span);
  }
  for (const std::string& record : {varint(1, 1), bytes(5, varint(1, 1)), bytes(6, varint(1, 1)), varint(11, 1)}) {
    EXPECT_THAT(protobuf_logs_error(request({record})), testing::HasSubstr(kWrongType))
        << testing::PrintToString(record);
  }
}

TEST(ProtobufDecoderTest, BytesThatAreNoMessageAreAnError) {
  const std::string too_long(11, '\xFF');
  const NoMessage cases[] = {
      {"text", "hello", "byte 2: a field's wire type is none"},
      {"field number 0", std::string("\x02\x00", 2), "byte 0: a field's number is none"},
      {"field number beyond 29 bits", "\x80\x80\x80\x80\x10", "byte 0: a field's number is none"},
      {"start of a group", "\x13", "byte 0: a field's wire type is none"},
      {"end of a group", "\x14", "byte 0: a field's wire type is none"},
      {"wire type 6", "\x16", "byte 0: a field's wire type is none"},
      {"wire type 7", "\x17", "byte 0: a field's wire type is none"},
      {"field number that does not end", "\x80", "byte 0: a number goes beyond its message"},
      {"varint that does not end", std::string("\x10\x80"), "byte 1: a number goes beyond its message"},
      {"varint of eleven bytes", "\x10" + too_long, "byte 1: a number is longer than ten bytes"},
      {"message without its length", "\x0A", "byte 1: a number goes beyond its message"},
      {"message that is too short", "\x0A\x05\x01", "byte 0: a field goes beyond its message"},
      {"length of 2^32+1", std::string("\x0A\x81\x80\x80\x80\x10\x00", 7), "byte 0: a field goes beyond its message"},
      {"length of 2^64-1", "\x0A\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01", "byte 0: a field goes beyond its message"},
      {"fixed64 that is cut", "\x11\x01\x02", "byte 0: a field goes beyond its message"},
      {"fixed32 that is cut", "\x15\x01", "byte 0: a field goes beyond its message"},
      {"packed list that is cut", request({metric("m", histogram(point(bytes(6, "1234567"))))}),
       "byte 15: a list of numbers is cut"},
  };
  for (const NoMessage& malformed : cases)
    EXPECT_EQ(protobuf_metrics_error(malformed.body), malformed.error) << malformed.what;
}

TEST(ProtobufDecoderTest, PartsThatNobodyReadsAreSoundToo) {
  const std::string cut = "\x0A\x05\x01";
  for (const std::string& body : {
           protobuf_gauge(number(4, 1) + bytes(5, cut)),                      // an exemplar
           protobuf_gauge(number(4, 1) + bytes(5, bytes(7, bytes(2, cut)))),  // its attribute
           request({metric("m", gauge(point(cut)) + sum(""))}),               // data that other data replaces
           request({metric("m", sum("")) + bytes(12, cut)}),                  // metadata
           bytes(1, bytes(2, bytes(1, bytes(3, bytes(2, cut))))),             // an attribute of a scope
           bytes(1, bytes(1, bytes(3, cut))),                                 // an entity of a resource
           protobuf_gauge(
               attribute_of_number("a", map_value({bytes(2, cut) + bytes(2, "")}))),  // a value that is replaced
       }) {
    EXPECT_THAT(protobuf_metrics_error(body), testing::HasSubstr("beyond")) << testing::PrintToString(body);
  }
  for (const std::string& span : {bytes(11, bytes(3, cut)), bytes(13, bytes(4, cut)), bytes(15, cut)}) {
    EXPECT_THAT(protobuf_traces_error(request({span})), testing::HasSubstr("beyond")) << testing::PrintToString(span);
  }
  EXPECT_THAT(protobuf_traces_error(bytes(1, bytes(1, bytes(1, cut)))), testing::HasSubstr("beyond"));
  EXPECT_THAT(protobuf_logs_error(request({bytes(5, cut)})), testing::HasSubstr("beyond"));
  EXPECT_THAT(protobuf_logs_error(request({bytes(6, bytes(2, bytes(6, cut)))})), testing::HasSubstr("beyond"));
}

TEST(ProtobufDecoderTest, ValuesNestToADepthOf64) {
  for (const auto nested : {nested_arrays, nested_maps}) {
    EXPECT_EQ(protobuf_metrics_error(protobuf_gauge(number(4, 1) + attribute_of_number("a", nested(64)))), "accepted");
    EXPECT_EQ(protobuf_logs_error(request({bytes(5, nested(64))})), "accepted");
    EXPECT_THAT(protobuf_metrics_error(protobuf_gauge(number(4, 1) + attribute_of_number("a", nested(65)))),
                testing::HasSubstr("values nest too deep"));
    EXPECT_THAT(protobuf_logs_error(request({bytes(5, nested(65))})), testing::HasSubstr("values nest too deep"));
    EXPECT_THAT(protobuf_logs_error(request({bytes(5, nested(2000))})), testing::HasSubstr("values nest too deep"));
  }
}

TEST(ProtobufDecoderTest, AnItemHasAtMost1024Attributes) {
  std::string attributes;
  for (int i = 0; i < 1024; ++i) attributes += bytes(7, "");
  EXPECT_EQ(protobuf_metrics_error(protobuf_gauge(number(4, 1) + attributes)), "accepted");
  EXPECT_THAT(protobuf_metrics_error(protobuf_gauge(number(4, 1) + attributes + bytes(7, ""))),
              testing::HasSubstr("an item has more than 1024 attributes"));
}

}  // namespace
}  // namespace perfbench::otlp

// OTLP requests in protobuf, field by field: each function makes one field, and fields in a row, in whatever order,
// make a message. Numbers as in opentelemetry-proto.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <protozero/pbf_writer.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench::otlp::build {

template <class Add>
std::string field(Add add) {
  std::string bytes;
  protozero::pbf_writer writer(bytes);
  add(writer);
  return bytes;
}

// Strings, bytes and messages.
inline std::string bytes(unsigned number, std::string_view value) {
  return field([&](protozero::pbf_writer& to) { to.add_bytes(number, value.data(), value.size()); });
}
inline std::string varint(unsigned number, std::uint64_t value) {
  return field([&](protozero::pbf_writer& to) { to.add_uint64(number, value); });
}
inline std::string zigzag(unsigned number, std::int32_t value) {
  return field([&](protozero::pbf_writer& to) { to.add_sint32(number, value); });
}
inline std::string fixed32(unsigned number, std::uint32_t value) {
  return field([&](protozero::pbf_writer& to) { to.add_fixed32(number, value); });
}
inline std::string fixed64(unsigned number, std::uint64_t value) {
  return field([&](protozero::pbf_writer& to) { to.add_fixed64(number, value); });
}
inline std::string number(unsigned number, double value) {
  return field([&](protozero::pbf_writer& to) { to.add_double(number, value); });
}
inline std::string packed_fixed64(unsigned number, std::initializer_list<std::uint64_t> values) {
  return field([&](protozero::pbf_writer& to) { to.add_packed_fixed64(number, values.begin(), values.end()); });
}
inline std::string packed_varint(unsigned number, std::initializer_list<std::uint64_t> values) {
  return field([&](protozero::pbf_writer& to) { to.add_packed_uint64(number, values.begin(), values.end()); });
}
inline std::string packed_numbers(unsigned number, std::initializer_list<double> values) {
  return field([&](protozero::pbf_writer& to) { to.add_packed_double(number, values.begin(), values.end()); });
}

// AnyValue
inline std::string string_value(std::string_view value) { return bytes(1, value); }
inline std::string bool_value(bool value) { return varint(2, value ? 1 : 0); }
inline std::string int_value(std::int64_t value) { return varint(3, static_cast<std::uint64_t>(value)); }
inline std::string double_value(double value) { return number(4, value); }
inline std::string array_value(std::initializer_list<std::string> values) {
  std::string array;
  for (const std::string& value : values) array += bytes(1, value);
  return bytes(5, array);
}
inline std::string bytes_value(std::string_view value) { return bytes(7, value); }

inline std::string key_value(std::string_view key, std::string_view any_value) {
  return bytes(1, key) + bytes(2, any_value);
}
inline std::string map_value(std::initializer_list<std::string> key_values) {
  std::string map;
  for (const std::string& one : key_values) map += bytes(1, one);
  return bytes(6, map);
}

// Messages of metrics
inline std::string attribute_of_number(std::string_view key, std::string_view any_value) {
  return bytes(7, key_value(key, any_value));
}
inline std::string metric(std::string_view name, const std::string& data) { return bytes(1, name) + data; }
inline std::string gauge(std::string_view message) { return bytes(5, message); }
inline std::string sum(std::string_view message) { return bytes(7, message); }
inline std::string histogram(std::string_view message) { return bytes(9, message); }
inline std::string exponential_histogram(std::string_view message) { return bytes(10, message); }
inline std::string summary(std::string_view message) { return bytes(11, message); }
inline std::string point(std::string_view message) { return bytes(1, message); }
inline std::string temporality(std::uint64_t value) { return varint(2, value); }
inline std::string monotonic() { return varint(3, 1); }

// Whole requests of one resource and scope, both of which are absent.
inline std::string request(std::initializer_list<std::string> items) {
  std::string scope;
  for (const std::string& item : items) scope += bytes(2, item);
  return bytes(1, bytes(2, scope));
}

}  // namespace perfbench::otlp::build

#include "otlp/protobuf_attributes.h"

#include <utility>

#include "otlp/base64.h"
#include "otlp/json_text.h"
#include "otlp/wire_check.h"

namespace perfbench::otlp {

namespace {

constexpr auto kKeyValueFields = numbers(1, 2);
constexpr auto kAnyValueFields = numbers(1, 2, 3, 4, 5, 6, 7);

void append_any_value(std::string& out, std::string_view any_value, int nesting);

void append_array(std::string& out, std::string_view array, int nesting) {
  out += '[';
  WireReader reader(array);
  for (bool first = true; reader.next();) {
    if (reader.field() != field(1, WireType::bytes)) {
      reader.skip(numbers(1));
      continue;
    }
    if (!std::exchange(first, false)) out += ',';
    append_any_value(out, reader.bytes(), nesting);
  }
  out += ']';
}

void append_map(std::string& out, std::string_view list, int nesting) {
  out += '{';
  WireReader reader(list);
  for (bool first = true; reader.next();) {
    if (reader.field() != field(1, WireType::bytes)) {
      reader.skip(numbers(1));
      continue;
    }
    if (!std::exchange(first, false)) out += ',';
    std::string_view key;
    std::string_view value;
    WireReader key_value(reader.bytes());
    while (key_value.next()) {
      switch (key_value.field()) {
        case field(1, WireType::bytes):
          key = key_value.bytes();
          break;
        case field(2, WireType::bytes):
          check_message(value, kAnyValueMessage, nesting);
          value = key_value.bytes();
          break;
        default:
          key_value.skip(kKeyValueFields);
      }
    }
    append_json_string(out, key);
    out += ':';
    append_any_value(out, value, nesting);
  }
  out += '}';
}

// As JSON text. Of several values the last one counts.
void append_any_value(std::string& out, std::string_view any_value, int nesting) {
  if (++nesting > kMostNesting) fail(any_value.data(), "values nest too deep");
  const std::size_t begin = out.size();
  WireReader reader(any_value);
  while (reader.next()) {
    const std::size_t before = out.size();
    switch (reader.field()) {
      case field(1, WireType::bytes):
        append_json_string(out, reader.bytes());
        break;
      case field(2, WireType::varint):
        out += reader.varint() != 0 ? "true" : "false";
        break;
      case field(3, WireType::varint):
        append_json_number(out, static_cast<std::int64_t>(reader.varint()));
        break;
      case field(4, WireType::fixed64):
        append_json_number(out, reader.number());
        break;
      case field(5, WireType::bytes):
        append_array(out, reader.bytes(), nesting);
        break;
      case field(6, WireType::bytes):
        append_map(out, reader.bytes(), nesting);
        break;
      case field(7, WireType::bytes):
        out += '"';
        append_base64(out, reader.bytes());
        out += '"';
        break;
      default:
        reader.skip(kAnyValueFields);
    }
    if (out.size() > before) out.erase(begin, before - begin);
  }
  if (out.size() == begin) out += "null";
}

}  // namespace

AttributeValue ProtobufAttributes::value(std::string_view any_value) {
  AttributeValue value;
  std::string* text = nullptr;
  const auto as_text = [&](auto append) {
    if (text == nullptr) text = &scratch_.texts.next();
    text->clear();
    append(*text);
    value = *text;
  };
  WireReader reader(any_value);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        value = reader.bytes();
        break;
      case field(2, WireType::varint):
        value = reader.varint() != 0;
        break;
      case field(3, WireType::varint):
        value = static_cast<std::int64_t>(reader.varint());
        break;
      case field(4, WireType::fixed64):
        value = reader.number();
        break;
      case field(5, WireType::bytes):
        as_text([&](std::string& out) { append_array(out, reader.bytes(), 1); });
        break;
      case field(6, WireType::bytes):
        as_text([&](std::string& out) { append_map(out, reader.bytes(), 1); });
        break;
      case field(7, WireType::bytes):
        as_text([&](std::string& out) { append_base64(out, reader.bytes()); });
        break;
      default:
        reader.skip(kAnyValueFields);
    }
  }
  return value;
}

void ProtobufAttributes::give_up_expectation() {
  expected_ = {};
  WireReader reader(encoded_);
  while (reader.next()) add_decoded(reader.bytes());
}

void ProtobufAttributes::add_decoded(std::string_view key_value) {
  if (scratch_.list.size() == kMostAttributes) fail(key_value.data(), "an item has more than 1024 attributes");
  Attribute& attribute = scratch_.list.emplace_back();
  WireReader reader(key_value);
  while (reader.next()) {
    switch (reader.field()) {
      case field(1, WireType::bytes):
        attribute.key = reader.bytes();
        break;
      case field(2, WireType::bytes):
        attribute.value = value(reader.bytes());
        break;
      default:
        reader.skip(kKeyValueFields);
    }
  }
}

void ProtobufAttributes::join_encoded(std::string_view field) {
  if (encoded_.data() != joined_.data()) joined_ = encoded_;
  joined_ += field;
  encoded_ = joined_;
}

}  // namespace perfbench::otlp

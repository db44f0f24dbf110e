#include "otlp_export/attributes.h"

#include <protozero/pbf_writer.hpp>

#include "model/clean_text.h"
#include "otlp_export/key_values.h"

namespace perfbench::otlp_export {

namespace {

// Numbers of fields in opentelemetry-proto's common.proto.
enum KeyValueField : unsigned { kKey = 1, kValue = 2 };
enum AnyValueField : unsigned { kString = 1, kInt = 3, kDouble = 4 };

void write_value(protozero::pbf_writer& to, const AttributeValue& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return to.add_string(kString, *text);
  if (const auto* whole = std::get_if<std::int64_t>(&value)) return to.add_int64(kInt, *whole);
  to.add_double(kDouble, std::get<double>(value));
}

bool is_unknown(const AttributeValue& value) {
  const auto* text = std::get_if<std::string>(&value);
  return text != nullptr && text->empty();
}

}  // namespace

std::string attribute_fields(unsigned number, const Attributes& attributes) {
  std::string fields;
  protozero::pbf_writer message(fields);
  for (const auto& [key, value] : attributes) {
    if (is_unknown(value)) continue;
    protozero::pbf_writer attribute(message, number);
    attribute.add_string(kKey, key);
    protozero::pbf_writer any_value(attribute, kValue);
    write_value(any_value, value);
  }
  return fields;
}

Attributes parse_resource_attributes(const std::string& text) {
  Attributes attributes;
  for (const KeyValue& pair : parse_key_values(text)) {
    if (!pair.key.empty()) attributes.emplace_back(clean_line(pair.key), clean_line(pair.value));
  }
  return attributes;
}

}  // namespace perfbench::otlp_export

#include "reporters/json_writer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>
#include <nlohmann/json.hpp>

#include "model/plain_number.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

bool is_plain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~' && c != '"' && c != '\\'; });
}

void append_text(std::string& out, std::string_view text) {
  if (is_plain(text)) {
    out.append(1, '"').append(text).append(1, '"');
  } else {
    out += ordered_json(text).dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }
}

}  // namespace

void JsonWriter::start_line() {
  text_ += '\n';
  text_.append(depth_ * 2, ' ');
}

void JsonWriter::begin_item() {
  if (has_key_) {
    has_key_ = false;
    return;
  }
  if (!is_empty_) text_ += ',';
  if (depth_ > 0) start_line();
  is_empty_ = false;
  pass_on_if_long();
}

void JsonWriter::begin(char bracket) {
  begin_item();
  text_ += bracket;
  ++depth_;
  is_empty_ = true;
}

void JsonWriter::end(char bracket) {
  --depth_;
  if (!is_empty_) start_line();
  text_ += bracket;
  is_empty_ = false;
}

void JsonWriter::key(std::string_view key) {
  begin_item();
  append_text(text_, key);
  text_ += ": ";
  has_key_ = true;
}

void JsonWriter::value(std::nullptr_t) {
  begin_item();
  text_ += "null";
}

void JsonWriter::value(bool value) {
  begin_item();
  text_ += value ? "true" : "false";
}

void JsonWriter::value(double value) {
  if (!std::isfinite(value)) return this->value(nullptr);
  begin_item();
  const std::string number = shortest_number(value);
  text_ += number;
  if (number.find_first_of(".e") == std::string::npos) text_ += ".0";
}

void JsonWriter::value(std::int64_t value) {
  begin_item();
  fmt::format_to(std::back_inserter(text_), "{}", value);
}

void JsonWriter::value(std::string_view value) {
  begin_item();
  append_text(text_, value);
}

void JsonWriter::value(const ordered_json& value) {
  switch (value.type()) {
    case ordered_json::value_t::object:
      begin_object();
      for (const auto& [key, member] : value.get_ref<const ordered_json::object_t&>()) this->member(key, member);
      return end_object();
    case ordered_json::value_t::array:
      begin_array();
      for (const ordered_json& element : value) this->value(element);
      return end_array();
    case ordered_json::value_t::string:
      return this->value(value.get_ref<const std::string&>());
    case ordered_json::value_t::boolean:
      return this->value(value.get<bool>());
    case ordered_json::value_t::number_integer:
    case ordered_json::value_t::number_unsigned:
      return this->value(value.get<std::int64_t>());
    case ordered_json::value_t::number_float:
      return this->value(value.get<double>());
    case ordered_json::value_t::null:
    case ordered_json::value_t::binary:
    case ordered_json::value_t::discarded:
      break;
  }
  this->value(nullptr);
}

void JsonWriter::pass_on_if_long() {
  constexpr std::size_t kLong = std::size_t{64} * 1024;
  if (text_.size() < kLong) return;
  sink_(text_);
  text_.clear();
}

void JsonWriter::finish() {
  text_ += '\n';
  sink_(text_);
  text_.clear();
}

}  // namespace perfbench

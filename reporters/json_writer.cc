#include "reporters/json_writer.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/plain_number.h"

namespace perfbench {

namespace {

using nlohmann::ordered_json;

void append_line_start(std::string& out, int depth) {
  out += '\n';
  out.append(static_cast<std::size_t>(depth) * 2, ' ');
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const std::string number = shortest_number(value);
  out += number;
  if (number.find_first_of(".e") == std::string::npos) out += ".0";
}

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

void append_key(std::string& out, std::string_view key) {
  append_text(out, key);
  out += ": ";
}

void append_value(std::string& out, const ordered_json& value, int depth);

void append_members(std::string& out, const ordered_json& value, int depth) {
  const bool is_object = value.is_object();
  out += is_object ? '{' : '[';
  bool first = true;
  for (const auto& item : value.items()) {
    if (!first) out += ',';
    first = false;
    append_line_start(out, depth + 1);
    if (is_object) append_key(out, item.key());
    append_value(out, item.value(), depth + 1);
  }
  if (!first) append_line_start(out, depth);
  out += is_object ? '}' : ']';
}

void append_value(std::string& out, const ordered_json& value, int depth) {
  if (value.is_structured()) {
    append_members(out, value, depth);
  } else if (value.is_number_float()) {
    append_double(out, value.get<double>());
  } else if (value.is_string()) {
    append_text(out, value.get_ref<const std::string&>());
  } else if (value.is_null()) {
    out += "null";
  } else {
    out += value.dump(-1, ' ', false, ordered_json::error_handler_t::replace);
  }
}

}  // namespace

void JsonObjectWriter::begin_item(int depth) {
  if (!first_) text_ += ',';
  first_ = false;
  append_line_start(text_, depth);
}

void JsonObjectWriter::member(std::string_view key, const ordered_json& value) {
  begin_item(1);
  append_key(text_, key);
  append_value(text_, value, 1);
  pass_on_if_long();
}

void JsonObjectWriter::members_of(const ordered_json& object) {
  for (const auto& item : object.items()) member(item.key(), item.value());
}

void JsonObjectWriter::begin_array(std::string_view key) {
  begin_item(1);
  append_key(text_, key);
  text_ += '[';
  first_ = true;
}

void JsonObjectWriter::element(const ordered_json& value) {
  begin_item(2);
  append_value(text_, value, 2);
  pass_on_if_long();
}

void JsonObjectWriter::end_array() {
  if (!first_) append_line_start(text_, 1);
  text_ += ']';
  first_ = false;
}

void JsonObjectWriter::pass_on_if_long() {
  constexpr std::size_t kLong = std::size_t{64} * 1024;
  if (text_.size() < kLong) return;
  sink_(text_);
  text_.clear();
}

void JsonObjectWriter::finish() {
  text_ += "\n}\n";
  sink_(text_);
  text_.clear();
}

}  // namespace perfbench

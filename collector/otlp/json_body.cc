#include "otlp/json_body.h"

#include "otlp/json_numbers.h"

namespace perfbench::otlp {

namespace {

// Of the parser's memory, which is several times as large as the largest body; more is given back.
constexpr std::size_t kMostKept = std::size_t{4} << 20;

// What stands between the quotes of a string.
std::string_view unquoted(std::string_view token) { return token.substr(1, token.size() - 2); }

}  // namespace

ondemand::object JsonBody::open(std::string_view padded_body) {
  document_.reset();
  clear_memory(scratch_);
  if (parser_.capacity() > kMostKept && padded_body.size() <= kMostKept) parser_ = ondemand::parser();
  end_ = padded_body.data() + padded_body.size();
  auto document = parser_.iterate(padded_body, padded_body.size() + simdjson::SIMDJSON_PADDING);
  if (document.error() != simdjson::SUCCESS) fail(nullptr, simdjson::error_message(document.error()));
  document_.emplace(std::move(document).value_unsafe());
  return valid(document_->get_object());
}

void JsonBody::close() {
  const auto behind = document_->current_location();
  if (behind.error() == simdjson::OUT_OF_BOUNDS) return;
  fail(behind.error() == simdjson::SUCCESS ? behind.value_unsafe() : nullptr, "something follows the object");
}

ondemand::object JsonBody::object(ondemand::value value) {
  if (token(value).front() != '{') fail(token(value).data(), "an object is expected");
  return valid(value.get_object());
}

std::string_view JsonBody::text(ondemand::value value, TextPool& texts) {
  const std::string_view whole = token(value);
  if (whole.front() != '"') fail(whole.data(), "a string is expected");
  const ondemand::raw_json_string raw = valid(value.get_raw_json_string());
  const std::string_view text = unquoted(whole);
  if (text.find('\\') == std::string_view::npos) return text;
  return unescape(raw, text.size(), texts.next());
}

// A number's text; in quotes anything may be in it.
std::string_view JsonBody::scalar(ondemand::value& value) {
  const std::string_view whole = token(value);
  if (whole.front() == '"') {
    valid(value.get_raw_json_string());
    return unquoted(whole);
  }
  if (!is_json_number(whole)) fail(whole.data(), "a number is expected");
  return whole;
}

std::uint64_t JsonBody::uint64(ondemand::value value) {
  const std::string_view text = scalar(value);
  const auto number = uint64_of(text);
  if (!number) fail(text.data(), "an integer from 0 to 2^64-1 is expected");
  return *number;
}

std::int64_t JsonBody::int64(ondemand::value value) {
  const std::string_view text = scalar(value);
  const auto number = int64_of(text);
  if (!number) fail(text.data(), "an integer of 64 bits is expected");
  return *number;
}

double JsonBody::number(ondemand::value value) {
  const std::string_view text = scalar(value);
  const auto number = double_of(text);
  if (!number) fail(text.data(), "a number is expected");
  return *number;
}

bool JsonBody::boolean(ondemand::value value) {
  const std::string_view whole = token(value);
  if (whole != "true" && whole != "false") fail(whole.data(), "true or false is expected");
  return whole == "true";
}

std::int64_t JsonBody::enumerator(ondemand::value value, std::int64_t (*number_of)(std::string_view name)) {
  const std::string_view text = scalar(value);
  const auto number = int64_of(text);
  return number ? *number : number_of(text);
}

void JsonBody::check(ondemand::value value, int nesting) {
  const std::string_view whole = token(value);
  if (nesting > kMostNesting) fail(whole.data(), "values nest too deep");
  switch (whole.front()) {
    case '{':
      each_field(object(value), [&](Key, ondemand::value field) { check(field, nesting + 1); });
      return;
    case '[':
      each_element(value, [&](ondemand::value element) { check(element, nesting + 1); });
      return;
    case '"': {
      const ondemand::raw_json_string raw = valid(value.get_raw_json_string());
      if (whole.find('\\') != std::string_view::npos) unescape(raw, whole.size(), scratch_);
      return;
    }
    default:
      if (whole != "null" && whole != "true" && whole != "false" && !is_json_number(whole)) {
        fail(whole.data(), "a value is expected");
      }
  }
}

bool JsonBody::pass(ondemand::value list, std::string_view text) {
  const char* begin = token(list).data();
  const auto left = static_cast<std::size_t>(end_ - begin);
  if (text.empty() || left < text.size() || std::memcmp(begin, text.data(), text.size()) != 0) return false;
  valid(valid(list.get_array()).raw_json());
  return true;
}

std::string_view JsonBody::since(const char* begin, ondemand::value& read) {
  const char* end = valid(read.current_location());
  while (is_space(end[-1])) --end;
  return {begin, static_cast<std::size_t>(end - begin)};
}

Key JsonBody::key_with_escapes(ondemand::raw_json_string key) {
  const char* begin = key.raw();
  const char* end = begin;
  while (*end != '"') end += *end == '\\' ? 2 : 1;
  return otlp::key_of(unescape(key, static_cast<std::size_t>(end - begin), scratch_));
}

// `size` is that of the string between its quotes, or more.
std::string_view JsonBody::unescape(ondemand::raw_json_string string, std::size_t size, std::string& out) {
  out.resize(size + simdjson::SIMDJSON_PADDING);
  auto* begin = reinterpret_cast<std::uint8_t*>(out.data());
  std::uint8_t* end = begin;
  if (parser_.unescape(string, end).error() != simdjson::SUCCESS) {
    fail(string.raw(), "a string has an escape sequence that is none");
  }
  out.resize(static_cast<std::size_t>(end - begin));
  return out;
}

void JsonBody::fail_here(simdjson::error_code error) {
  const char* at = nullptr;
  if (document_->current_location().get(at) != simdjson::SUCCESS) at = nullptr;
  fail(at, simdjson::error_message(error));
}

}  // namespace perfbench::otlp

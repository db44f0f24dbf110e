// A JSON text that is walked wholly: each value that a visitor is given is to be read or handed to check(), since
// simdjson looks only at what is read. All functions throw Malformed.
#pragma once

#include <simdjson.h>

#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "otlp/json_keys.h"
#include "otlp/scratch.h"

namespace perfbench::otlp {

namespace ondemand = simdjson::ondemand;

class JsonBody {
  template <class Result>
  auto valid(Result&& result) {
    if (result.error() != simdjson::SUCCESS) fail_here(result.error());
    return std::forward<Result>(result).value_unsafe();
  }

 public:
  // The object that `padded_body` is; SIMDJSON_PADDING bytes behind it can be read. close() when all of it was visited.
  ondemand::object open(std::string_view padded_body);
  void close();

  // visit(Key, value) for each field that is not null: null stands for an absent one.
  template <class Visit>
  void each_field(ondemand::object object, Visit visit) {
    for (auto result : object) {
      ondemand::field field = valid(result);
      const Key key = key_of(field);
      if (ondemand::value value = field.value(); token(value) != "null") visit(key, value);
    }
  }

  // As each_field(), until `visit` has returned true `wanted` times: for what has to be known before other fields are
  // read, wherever it stands. What it does not read is not looked at, and `object` can be visited again.
  template <class Visit>
  void find_fields(ondemand::object& object, int wanted, Visit visit) {
    for (auto result : object) {
      ondemand::field field = valid(result);
      const Key key = key_of(field);
      ondemand::value value = field.value();
      if (token(value) != "null" && visit(key, value) && --wanted == 0) break;
    }
    valid(object.reset());
  }

  // visit(value) for each element.
  template <class Visit>
  void each_element(ondemand::value list, Visit visit) {
    if (token(list).front() != '[') fail(token(list).data(), "a list is expected");
    ondemand::array array = valid(list.get_array());
    for (auto result : array) visit(valid(result));
  }

  // visit(object) for each element.
  template <class Visit>
  void each_object(ondemand::value list, Visit visit) {
    each_element(list, [&](ondemand::value element) { visit(object(element)); });
  }

  ondemand::object object(ondemand::value value);

  // Of the body, or of `texts` where it stands there in another form.
  std::string_view text(ondemand::value value, TextPool& texts);

  // In quotes or not.
  std::uint64_t uint64(ondemand::value value);
  std::int64_t int64(ondemand::value value);
  double number(ondemand::value value);

  bool boolean(ondemand::value value);

  // An enumerator's number, or what `number_of` says of its name.
  std::int64_t enumerator(ondemand::value value, std::int64_t (*number_of)(std::string_view name));

  // A value that nothing is taken from.
  void check(ondemand::value value, int nesting = 0);

  // Passes over a list if this is how it stands in the body: one that was read before, and so needs no look at.
  bool pass(ondemand::value list, std::string_view text);

  // What stands in the body from `begin` to what was read last.
  std::string_view since(const char* begin, ondemand::value& read);

  // As it stands in the body: a whole string or number, or the bracket that begins an object or a list.
  std::string_view token(ondemand::value& value) const {
    std::string_view token = value.raw_json_token();
    // Behind the end of a text whose brackets do not match, there are no tokens.
    if (token.data() >= end_ || static_cast<std::size_t>(end_ - token.data()) < token.size() || token.empty()) {
      fail(end_, "the text ends too early");
    }
    while (is_space(token.back())) token.remove_suffix(1);
    return token;
  }

 private:
  static bool is_space(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

  Key key_of(ondemand::field& field) {
    const char* begin = field.key().raw();
    if (begin >= end_) fail(end_, "the text ends too early");
    const auto* end = static_cast<const char*>(std::memchr(begin, '"', static_cast<std::size_t>(end_ - begin)));
    if (end == nullptr) fail(begin, "a key does not end");
    const std::string_view key(begin, static_cast<std::size_t>(end - begin));
    if (key.find('\\') != std::string_view::npos) return key_with_escapes(field.key());
    return otlp::key_of(key);
  }

  [[noreturn]] void fail_here(simdjson::error_code error);
  Key key_with_escapes(ondemand::raw_json_string key);
  std::string_view unescape(ondemand::raw_json_string string, std::size_t size, std::string& out);
  std::string_view scalar(ondemand::value& value);

  ondemand::parser parser_;
  std::optional<ondemand::document> document_;
  const char* end_ = nullptr;
  std::string scratch_;
};

}  // namespace perfbench::otlp

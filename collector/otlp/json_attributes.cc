#include "otlp/json_attributes.h"

#include <utility>

#include "otlp/base64.h"
#include "otlp/json_text.h"

namespace perfbench::otlp {

namespace {

// An attribute's value as JSON text. Of several values in one AnyValue the last one counts.
class AnyValueText {
 public:
  AnyValueText(JsonBody& json, TextPool& texts, std::string& out) : json_(json), texts_(texts), out_(out) {}

  void append_array(ondemand::value array, int nesting) {
    append_list(array, '[', ']', [&](ondemand::object any_value) { append_any_value(any_value, nesting); });
  }

  void append_map(ondemand::value map, int nesting) {
    append_list(map, '{', '}', [&](ondemand::object key_value) { append_key_value(key_value, nesting); });
  }

  void append_bytes(ondemand::value bytes) {
    const std::string_view text = json_.text(bytes, texts_);
    if (!append_as_base64(out_, text)) fail(json_.token(bytes).data(), "bytes in base64 are expected");
  }

 private:
  // An object whose `values` are the elements.
  template <class Append>
  void append_list(ondemand::value list, char open, char close, Append append) {
    const std::size_t begin = out_.size();
    json_.each_field(json_.object(list), [&](Key key, ondemand::value values) {
      if (key != Key::values) return json_.check(values);
      out_.resize(begin);
      out_ += open;
      bool first = true;
      json_.each_object(values, [&](ondemand::object element) {
        if (!std::exchange(first, false)) out_ += ',';
        append(element);
      });
    });
    if (out_.size() == begin) out_ += open;
    out_ += close;
  }

  // The value of a map's entry may stand before its key.
  void append_key_value(ondemand::object key_value, int nesting) {
    bool has_key = false;
    json_.find_fields(key_value, 1, [&](Key key, ondemand::value text) {
      if (key != Key::key) return false;
      append_text(text);
      return has_key = true;
    });
    if (!has_key) out_ += "\"\"";
    out_ += ':';
    const std::size_t begin = out_.size();
    json_.each_field(key_value, [&](Key key, ondemand::value value) {
      if (key != Key::value) return json_.check(value);
      out_.resize(begin);
      append_any_value(json_.object(value), nesting);
    });
    if (out_.size() == begin) out_ += "null";
  }

  void append_any_value(ondemand::object any_value, int nesting) {
    if (++nesting > kMostNesting) fail(nullptr, "values nest too deep");
    const std::size_t begin = out_.size();
    json_.each_field(any_value, [&](Key key, ondemand::value value) {
      const std::size_t before = out_.size();
      append_member(key, value, nesting);
      if (out_.size() > before) out_.erase(begin, before - begin);
    });
    if (out_.size() == begin) out_ += "null";
  }

  void append_member(Key key, ondemand::value value, int nesting) {
    switch (key) {
      case Key::string_value:
        return append_text(value);
      case Key::bool_value:
        out_ += json_.boolean(value) ? "true" : "false";
        return;
      case Key::int_value:
        return append_json_number(out_, json_.int64(value));
      case Key::double_value:
        return append_json_number(out_, json_.number(value));
      case Key::array_value:
        return append_array(value, nesting);
      case Key::kvlist_value:
        return append_map(value, nesting);
      case Key::bytes_value:
        out_ += '"';
        append_bytes(value);
        out_ += '"';
        return;
      default:
        json_.check(value);
    }
  }

  void append_text(ondemand::value value) { append_json_string(out_, json_.text(value, texts_)); }

  JsonBody& json_;
  TextPool& texts_;
  std::string& out_;
};

}  // namespace

AttributeValue JsonAttributes::value(JsonBody& json, ondemand::object any_value) {
  AttributeValue value;
  std::string* text = nullptr;
  const auto as_text = [&](auto append) {
    if (text == nullptr) text = &scratch_.texts.next();
    text->clear();
    AnyValueText any_value_text(json, scratch_.texts, *text);
    append(any_value_text);
    value = *text;
  };
  json.each_field(any_value, [&](Key key, ondemand::value member) {
    switch (key) {
      case Key::string_value:
        value = json.text(member, scratch_.texts);
        break;
      case Key::bool_value:
        value = json.boolean(member);
        break;
      case Key::int_value:
        value = json.int64(member);
        break;
      case Key::double_value:
        value = json.number(member);
        break;
      case Key::array_value:
        as_text([&](AnyValueText& out) { out.append_array(member, 1); });
        break;
      case Key::kvlist_value:
        as_text([&](AnyValueText& out) { out.append_map(member, 1); });
        break;
      case Key::bytes_value:
        as_text([&](AnyValueText& out) { out.append_bytes(member); });
        break;
      default:
        json.check(member);
    }
  });
  return value;
}

void JsonAttributes::read(JsonBody& json, ondemand::value list) {
  clear(expected_);
  const char* begin = json.token(list).data();
  if (json.pass(list, expected_)) {
    encoded_ = {begin, expected_.size()};
    return;
  }
  json.each_object(list, [&](ondemand::object key_value) {
    if (scratch_.list.size() == kMostAttributes) fail(begin, "an item has more than 1024 attributes");
    Attribute& attribute = scratch_.list.emplace_back();
    json.each_field(key_value, [&](Key key, ondemand::value field) {
      switch (key) {
        case Key::key:
          attribute.key = json.text(field, scratch_.texts);
          break;
        case Key::value:
          attribute.value = value(json, json.object(field));
          break;
        default:
          json.check(field);
      }
    });
  });
  if (!scratch_.list.empty()) encoded_ = json.since(begin, list);
}

}  // namespace perfbench::otlp

// KeyValue messages -> attributes. Throws Malformed.
#pragma once

#include <string>
#include <string_view>

#include "otlp/scratch.h"
#include "otlp/wire_reader.h"

namespace perfbench::otlp {

class ProtobufAttributes {
 public:
  // Begins with none. Those that are encoded as `expected` will not be decoded.
  void clear(std::string_view expected = {}) {
    expected_ = expected;
    if (encoded_.empty()) return;
    scratch_.list.clear();
    scratch_.texts.clear();
    encoded_ = {};
  }

  // Takes the field that `reader` stands at: a KeyValue.
  void add(WireReader& reader) {
    if (!expected_.empty()) {
      if (encoded_.empty() && reader.pass(expected_)) {
        encoded_ = {reader.begin(), expected_.size()};
        return;
      }
      give_up_expectation();
    }
    const std::string_view key_value = reader.bytes();
    add_encoded({reader.begin(), key_value.data() + key_value.size()});
    add_decoded(key_value);
  }

  // Holds until the next add() or clear().
  Attributes attributes() const { return {.list = scratch_.list, .encoded = encoded_}; }

 private:
  // `field` is the KeyValue with its field's number and length.
  void add_encoded(std::string_view field) {
    if (encoded_.empty()) {
      encoded_ = field;
    } else if (encoded_.data() + encoded_.size() == field.data()) {
      encoded_ = {encoded_.data(), encoded_.size() + field.size()};
    } else {
      join_encoded(field);
    }
  }

  // It was none, or there are more attributes.
  void give_up_expectation();
  void add_decoded(std::string_view key_value);
  void join_encoded(std::string_view field);
  AttributeValue value(std::string_view any_value);

  AttributeScratch scratch_;
  std::string_view expected_;
  std::string_view encoded_;
  std::string joined_;  // what is encoded_ where it does not stand in one piece
};

}  // namespace perfbench::otlp

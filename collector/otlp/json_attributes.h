// Lists of KeyValue in JSON -> attributes. Throws Malformed.
#pragma once

#include "otlp/json_body.h"
#include "otlp/scratch.h"

namespace perfbench::otlp {

class JsonAttributes {
 public:
  // Begins with none. Those that are encoded as `expected` will not be decoded.
  void clear(std::string_view expected = {}) {
    expected_ = expected;
    scratch_.list.clear();
    scratch_.texts.clear();
    encoded_ = {};
  }

  // In place of what was there.
  void read(JsonBody& json, ondemand::value list);

  // Holds until the next clear() or read().
  Attributes attributes() const { return {.list = scratch_.list, .encoded = encoded_}; }

 private:
  AttributeValue value(JsonBody& json, ondemand::object any_value);

  AttributeScratch scratch_;
  std::string_view expected_;
  std::string_view encoded_;
};

}  // namespace perfbench::otlp

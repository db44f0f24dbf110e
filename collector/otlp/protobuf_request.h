// What the three requests have in common: resources, of these scopes, of these items. A Resource and a scope are told
// before what belongs to them, wherever they stand. Throws Malformed.
#pragma once

#include <string_view>
#include <utility>

#include "otlp/wire_check.h"
#include "otlp/wire_reader.h"

namespace perfbench::otlp {

// Of ResourceMetrics and its scopes, and of their kind: what they belong to, what they hold, and a schema's URL. Calls
// head(bytes) for each message that tells what they belong to, then ready(), then part(bytes) for each that they hold.
template <class Head, class Ready, class Part>
void walk_group(std::string_view group, Head head, Ready ready, Part part) {
  WireReader first(group);
  while (first.next()) {
    switch (first.field()) {
      case field(1, WireType::bytes):
        head(first.bytes());
        break;
      case field(2, WireType::bytes):
      case field(3, WireType::bytes):
        first.bytes();
        break;
      default:
        first.skip(numbers(1, 2, 3));
    }
  }
  ready();
  WireReader again(group);
  while (again.next()) {
    if (again.field() == field(2, WireType::bytes)) {
      part(again.bytes());
    } else {
      again.skip_value();
    }
  }
}

// `visitor` has resource_part(bytes), resource(), scope(name) and item(bytes).
template <class Visitor>
void walk_request(std::string_view body, Visitor& visitor) {
  const auto scope_group = [&](std::string_view group) {
    std::string_view name;
    const auto scope = [&](std::string_view message) {
      check_message(message, kScopeMessage);
      WireReader reader(message);
      while (reader.next()) {
        if (reader.field() == field(1, WireType::bytes)) {
          name = reader.bytes();
        } else {
          reader.skip_value();
        }
      }
    };
    walk_group(
        group, scope, [&] { visitor.scope(name); }, [&](std::string_view item) { visitor.item(item); });
  };
  WireReader reader(body);
  while (reader.next()) {
    if (reader.field() != field(1, WireType::bytes)) {
      reader.skip(numbers(1));
      continue;
    }
    walk_group(
        reader.bytes(), [&](std::string_view resource) { visitor.resource_part(resource); },
        [&] { visitor.resource(); }, scope_group);
  }
}

}  // namespace perfbench::otlp

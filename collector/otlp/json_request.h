// What the three requests have in common in JSON: resources, of these scopes, of these items. A Resource and a scope
// are told before what belongs to them, wherever they stand. Throws Malformed.
#pragma once

#include "otlp/json_body.h"

namespace perfbench::otlp {

// Under which names a request holds what.
struct RequestKeys {
  Key resources, scopes, items;
};

// `visitor` has resource(object), scope(object) and item(object); the first two are called without an object where
// there is none.
template <class Visitor>
void walk_request(JsonBody& json, ondemand::object request, const RequestKeys& keys, Visitor& visitor) {
  const auto find_head = [&](ondemand::object& group, Key wanted, auto told, auto absent) {
    bool found = false;
    json.find_fields(group, 1, [&](Key key, ondemand::value value) {
      if (key != wanted) return false;
      told(json.object(value));
      return found = true;
    });
    if (!found) absent();
  };
  const auto scope_group = [&](ondemand::object group) {
    find_head(
        group, Key::scope, [&](ondemand::object scope) { visitor.scope(scope); }, [&] { visitor.scope(); });
    json.each_field(group, [&](Key key, ondemand::value value) {
      if (key != keys.items) return json.check(value);
      json.each_object(value, [&](ondemand::object item) { visitor.item(item); });
    });
  };
  const auto resource_group = [&](ondemand::object group) {
    find_head(
        group, Key::resource, [&](ondemand::object resource) { visitor.resource(resource); },
        [&] { visitor.resource(); });
    json.each_field(group, [&](Key key, ondemand::value value) {
      if (key != keys.scopes) return json.check(value);
      json.each_object(value, scope_group);
    });
  };
  json.each_field(request, [&](Key key, ondemand::value value) {
    if (key != keys.resources) return json.check(value);
    json.each_object(value, resource_group);
  });
}

}  // namespace perfbench::otlp

// The lists in OpenTelemetry's environment variables: key=value,key=value.
#pragma once

#include <string>
#include <vector>

namespace perfbench::otlp_export {

struct KeyValue {
  std::string key;    // empty where the member has no '='
  std::string value;  // without its percent-encoding
};

// Blanks around keys and values do not count, empty members are none.
std::vector<KeyValue> parse_key_values(const std::string& list);

}  // namespace perfbench::otlp_export

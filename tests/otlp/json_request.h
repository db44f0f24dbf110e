// OTLP requests in JSON, for tests.
#pragma once

#include <cctype>
#include <string>

namespace perfbench::otlp::build {

// Of one resource and scope, both of which are absent.
inline std::string json_request(const std::string& signal, const std::string& items_key, const std::string& items) {
  return "{\"resource" + signal + "\":[{\"scope" + signal + "\":[{\"" + items_key + "\":[" + items + "]}]}]}";
}
inline std::string json_metrics(const std::string& metrics) { return json_request("Metrics", "metrics", metrics); }
inline std::string json_spans(const std::string& spans) { return json_request("Spans", "spans", spans); }
inline std::string json_logs(const std::string& records) { return json_request("Logs", "logRecords", records); }

// `json` with its keys in snake_case.
inline std::string with_snake_case_keys(const std::string& json) {
  std::string changed;
  for (std::size_t at = 0; at < json.size();) {
    if (json[at] != '"') {
      changed += json[at++];
      continue;
    }
    std::size_t end = at + 1;
    while (json.at(end) != '"') end += json[end] == '\\' ? 2 : 1;
    ++end;
    const bool is_key = end < json.size() && json[end] == ':';
    for (; at < end; ++at) {
      const auto c = static_cast<unsigned char>(json[at]);
      if (is_key && std::isupper(c) != 0) {
        changed += '_';
        changed += static_cast<char>(std::tolower(c));
      } else {
        changed += json[at];
      }
    }
  }
  return changed;
}

}  // namespace perfbench::otlp::build

#include "http/query.h"

#include <httplib.h>

namespace perfbench {

std::string with_query(const std::string& path, const QueryParameters& parameters) {
  std::string text = path;
  for (const auto& [name, value] : parameters) {
    text += text.size() == path.size() ? "?" : "&";
    text += httplib::detail::encode_query_param(name) + "=" + httplib::detail::encode_query_param(value);
  }
  return text;
}

std::string decoded(const std::string& text) { return httplib::detail::decode_url(text, false); }

std::string query_value(const std::string& query, const std::string& name) {
  httplib::Params parameters;
  httplib::detail::parse_query_text(query, parameters);
  const auto found = parameters.find(name);
  return found == parameters.end() ? "" : found->second;
}

}  // namespace perfbench

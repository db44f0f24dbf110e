// What stands in an address behind its path.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace perfbench {

using QueryParameters = std::vector<std::pair<std::string, std::string>>;

// "path?name=value&name=value", names and values percent-encoded.
std::string with_query(const std::string& path, const QueryParameters& parameters);

// Without its percent-encoding.
std::string decoded(const std::string& text);

// The first value of that name; empty: none.
std::string query_value(const std::string& query, const std::string& name);

}  // namespace perfbench

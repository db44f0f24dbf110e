// Names near to a misspelt one, for advice in errors.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench {

// Levenshtein distance in bytes.
std::size_t edit_distance(std::string_view a, std::string_view b);

// The `most` candidates nearest to `wanted`, best first; equally near ones keep their order.
std::vector<std::string> nearest_names(std::string_view wanted, const std::vector<std::string>& candidates,
                                       std::size_t most);

}  // namespace perfbench

#include "model/machine_name.h"

#include <algorithm>
#include <cstddef>

namespace perfbench {

namespace {

constexpr std::size_t kMostModelCharacters = 60;

std::string slug(const std::string& text) {
  std::string slug;
  for (const char c : text) {
    const bool is_upper = c >= 'A' && c <= 'Z';
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || is_upper) {
      slug += is_upper ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!slug.empty() && slug.back() != '-') {
      slug += '-';
    }
  }
  slug.resize(std::min(slug.size(), kMostModelCharacters));
  if (slug.ends_with('-')) slug.pop_back();
  return slug;
}

}  // namespace

std::string machine_name(const Environment& environment) {
  std::string name = slug(environment.cpu_model);
  if (name.empty()) name = environment.architecture;
  if (name.empty()) name = "machine";
  const auto processors = environment.online_cpu_count ? environment.online_cpu_count : environment.cpu_count;
  if (processors) name += "-" + std::to_string(*processors) + "cpu";
  return name;
}

}  // namespace perfbench

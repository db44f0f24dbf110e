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

// The architecture as uname -m has it; a saved result may say anything.
std::string word(const std::string& text) {
  std::string word;
  for (const char c : text.substr(0, kMostModelCharacters)) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (is_letter || (c >= '0' && c <= '9') || c == '_') word += c;
  }
  return word;
}

}  // namespace

std::string machine_name(const Environment& environment) {
  std::string name = slug(environment.cpu_model);
  if (name.empty()) name = word(environment.architecture);
  if (name.empty()) name = "machine";
  const auto processors = environment.online_cpu_count ? environment.online_cpu_count : environment.cpu_count;
  if (processors) name += "-" + std::to_string(*processors) + "cpu";
  return name;
}

}  // namespace perfbench

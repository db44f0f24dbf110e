#include "reporters/unique_names.h"

#include <fmt/format.h>

#include "model/utf8.h"

namespace perfbench {

std::string UniqueNames::take(std::string_view stem, std::string_view suffix) {
  std::string ending(suffix);
  for (int number = 2;; ++number) {
    std::string name(cut_to_characters(stem, most_characters_ - characters_of(ending)));
    name += ending;
    if (taken_.insert(name).second) return name;
    ending = fmt::format(" ({}){}", number, suffix);
  }
}

}  // namespace perfbench

// Names for readers that drop or overwrite a second one of the same name.
#pragma once

#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <string_view>

namespace perfbench {

class UniqueNames {
 public:
  explicit UniqueNames(std::size_t most_characters = std::numeric_limits<std::size_t>::max())
      : most_characters_(most_characters) {}

  // stem + suffix, the stem cut to fit; a name given before gets " (2)", " (3)" ... before its suffix.
  std::string take(std::string_view stem, std::string_view suffix = {});

 private:
  std::size_t most_characters_;
  std::set<std::string> taken_;
};

}  // namespace perfbench

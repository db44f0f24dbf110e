// Prints the ten most frequent words of a text file.
#include <algorithm>
#include <cctype>
#include <cstddef>
#include <fstream>
#include <iostream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace {

std::unordered_map<std::string, long> count_words(std::istream& text) {
  std::unordered_map<std::string, long> counts;
  std::string word;
  for (char c = 0; text.get(c);) {
    if (std::isalnum(static_cast<unsigned char>(c)) != 0) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else if (!word.empty()) {
      ++counts[word];
      word.clear();
    }
  }
  if (!word.empty()) ++counts[word];
  return counts;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: word_frequencies FILE\n";
    return 2;
  }
  std::ifstream text(argv[1]);
  if (!text) {
    std::cerr << "word_frequencies: cannot read " << argv[1] << "\n";
    return 1;
  }
  const auto counts = count_words(text);
  std::vector<std::pair<std::string, long>> ranked(counts.begin(), counts.end());
  const auto most = static_cast<std::ptrdiff_t>(std::min<std::size_t>(10, ranked.size()));
  std::partial_sort(ranked.begin(), ranked.begin() + most, ranked.end(),
                    [](const auto& a, const auto& b) { return a.second > b.second; });
  for (auto entry = ranked.begin(); entry != ranked.begin() + most; ++entry) {
    std::cout << entry->second << "  " << entry->first << "\n";
  }
}

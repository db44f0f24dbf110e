// Looks for duplicates among N strings, the slow way.
#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: find_duplicates N\n";
    return 2;
  }
  std::vector<std::string> names;
  for (unsigned long i = 0, n = std::strtoul(argv[1], nullptr, 10); i < n; ++i) {
    names.push_back("a name that differs only at its end: " + std::to_string(i * 7919 % n));
  }
  long duplicates = 0;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = i + 1; j < names.size(); ++j) duplicates += names[i] == names[j] ? 1 : 0;
  }
  std::cerr << "compared " << names.size() << " names, found " << duplicates << " duplicates\n";
}

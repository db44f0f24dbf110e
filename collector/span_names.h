// The names of phases, each with a number, up to a bound.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace perfbench::collector {

// For the threads of all connections.
class SpanNames {
 public:
  SpanNames();

  // Beyond 2,000 names, that of all others.
  std::uint32_t find(std::string_view name);

  // Of a number that is none, that of all others.
  std::string name(std::uint32_t number) const;
  bool overflowed() const;

 private:
  mutable std::mutex mutex_;
  std::map<std::string, std::uint32_t, std::less<>> numbers_;
  std::vector<std::string> names_;
  bool overflowed_ = false;
};

}  // namespace perfbench::collector

// What a heap profiler saw of a run, and where memory was asked for.
#pragma once

#include <string>
#include <vector>

namespace perfbench {

struct HeapCosts {
  long long peak_bytes = 0;    // at the moment when the heap was largest
  long long leaked_bytes = 0;  // never freed
  long long allocations = 0;
  long long temporary_allocations = 0;  // freed before the next one was made
  bool operator==(const HeapCosts&) const = default;
};

// A function that asked for memory, itself or through library code.
struct HeapSite {
  std::string function;
  std::string source;  // the name of its file; empty where unknown
  HeapCosts costs;
};

struct HeapFigures {
  HeapCosts whole;
  std::vector<HeapSite> sites;  // the most peak bytes first
};

}  // namespace perfbench

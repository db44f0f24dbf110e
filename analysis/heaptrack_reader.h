// The stacks that heaptrack_print writes -> figures of the heap. heaptrack_print is called once a cost, as
// model/heaptrack_arguments.h says.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "model/error.h"
#include "model/heap_figures.h"

namespace perfbench {

// The texts, whole.
struct HeaptrackStacks {
  std::string_view peak;
  std::string_view leaked;
  std::string_view allocations;
  std::string_view temporary;
};

// The sums are exact, and sites those that are among the `most` by any of the costs. A site is the innermost function
// that is no library code (analysis/library_code.h), "[unknown]" where it has no symbol. Of functions that the compiler
// put one into the other heaptrack tells the outer one.
//
// Errors (plan): a text that is none of heaptrack_print, with its line; not one allocation, as of a program that was
// started by another one.
Result<HeapFigures> read_heaptrack(const HeaptrackStacks& stacks, std::size_t most, const std::string& origin);

}  // namespace perfbench

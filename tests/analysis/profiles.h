// Profiles for tests.
#pragma once

#include <initializer_list>
#include <string>

#include "model/stack_profile.h"

namespace perfbench {

// A stack of functions, outermost first; "memcpy@libc.so.6" has a module of its own, the others are of "app".
inline CallStack stack_of(StackProfile& profile, std::initializer_list<std::string_view> functions) {
  CallStack stack;
  for (const std::string_view function : functions) {
    const std::size_t at = function.find('@');
    const bool named = at != std::string_view::npos;
    stack.push_back(profile.index_of(function.substr(0, at), named ? function.substr(at + 1) : "app"));
  }
  return stack;
}

// Samples of 1 ms.
inline void add_samples(StackProfile& profile, std::initializer_list<std::string_view> functions, long long samples) {
  profile.add(stack_of(profile, functions), {.weight_ms = static_cast<double>(samples), .samples = samples});
}

}  // namespace perfbench

// Profiles for the reporters' tests and golden files.
#pragma once

#include "model/stack_profile.h"

namespace perfbench::samples {

// Three runs of a program that renders pages: recursion, a library, the kernel, a frame without symbol.
StackProfile rendering();
// The same, before blend() was made slower and a cache was taken away.
StackProfile rendering_before();
// Names that would be markup, script, separators or comments where they are not escaped.
StackProfile hostile_names();

}  // namespace perfbench::samples

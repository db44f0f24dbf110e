#include "analysis/library_code.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(LibraryCode, IsTheKernelTheCLibrariesAndWhatIsCompiledIn) {
  for (const StackFrame& frame : {StackFrame{"clear_page_erms", "[kernel.kallsyms]"},
                                  {"ext4_read", "[ext4]"},
                                  {"clock_gettime", "[vdso]"},
                                  {"__memmove_avx", "libc.so.6"},
                                  {"libc.so.6", "libc.so.6"},
                                  {"operator new", "libstdc++.so.6.0.30"},
                                  {"_dl_relocate_object", "ld-linux-x86-64.so.2"},
                                  {"std::vector<int>::push_back", "app"},
                                  {"operator delete[]", "app"},
                                  {"memcpy@plt", "app"},
                                  {"malloc", "app"}}) {
    EXPECT_TRUE(is_library_code(frame)) << frame.function << " of " << frame.module;
  }
}

TEST(LibraryCode, IsNothingElse) {
  for (const StackFrame& frame : {StackFrame{"main", "app"},
                                  {"app::std::copy", "app"},
                                  {"mallocs", "app"},
                                  {"standard", "libapp.so"},
                                  {"LazyCompile:f", "[jit]"},
                                  {"[unknown]", "[anonymous]"},
                                  {"[unknown]", ""},
                                  {"deflate", "libz.so.1"}}) {
    EXPECT_FALSE(is_library_code(frame)) << frame.function << " of " << frame.module;
  }
}

}  // namespace
}  // namespace perfbench

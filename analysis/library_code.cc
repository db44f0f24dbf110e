#include "analysis/library_code.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace perfbench {

namespace {

constexpr auto kLibraryModules = std::to_array<std::string_view>(
    {"libc.so", "libc-", "libm.so", "libm-", "libmvec", "libstdc++", "libc++", "libgcc_s", "libpthread", "ld-linux",
     "ld-musl", "ld-2.", "libjemalloc", "libtcmalloc", "libmimalloc"});

constexpr auto kLibraryFunctions = std::to_array<std::string_view>(
    {"std::", "__gnu_cxx::", "operator new", "operator delete", "__mem", "__str", "__libc_", "_int_", "_IO_"});

constexpr auto kStaticLibraryFunctions = std::to_array<std::string_view>(
    {"calloc", "cfree", "free", "malloc", "malloc_consolidate", "memchr", "memcmp", "memcpy", "memmove", "memset",
     "realloc", "strcmp", "strlen", "sysmalloc", "unlink_chunk"});

bool starts_with_any(std::string_view text, const auto& prefixes) {
  return std::ranges::any_of(prefixes, [&](std::string_view prefix) { return text.starts_with(prefix); });
}

}  // namespace

bool is_library_code(const StackFrame& frame) {
  // "[kernel.kallsyms]", "[vdso]" and modules of the kernel; what was made at run time is a program's own.
  const bool bracketed = frame.module.starts_with('[') && frame.module != "[jit]" && frame.module != "[anonymous]";
  return bracketed || frame.function.ends_with("@plt") || starts_with_any(frame.module, kLibraryModules) ||
         starts_with_any(frame.function, kLibraryFunctions) ||
         std::ranges::find(kStaticLibraryFunctions, frame.function) != kStaticLibraryFunctions.end();
}

}  // namespace perfbench

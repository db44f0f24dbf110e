// The file that callgrind writes, whatever stands in it.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "analysis/callgrind_reader.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  (void)perfbench::read_callgrind({reinterpret_cast<const char*>(data), size}, "callgrind");
  return 0;
}

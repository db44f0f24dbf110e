// Which part of an output is kept, and how the rest is given back to the file system.
#pragma once

#include <fcntl.h>
#include <sys/types.h>

namespace perfbench::launcher {

// What is kept of an output that nobody asked to keep.
inline constexpr off_t kOutputTailBytes = 4096;

// Where the kept part of an output of `size` bytes begins: a whole number of blocks, so that all before it can be
// freed. Not positive: nothing can be.
inline off_t kept_from(off_t size) {
  constexpr off_t kBlock = 4096;
  return (size - kOutputTailBytes) / kBlock * kBlock;
}

// The file keeps its size and reads as zeros there. False where the file system cannot do it.
inline bool free_range(int file, off_t from, off_t to) {
  return ::fallocate(file, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, from, to - from) == 0;
}

}  // namespace perfbench::launcher

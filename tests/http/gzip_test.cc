#include "http/gzip.h"

#include <gtest/gtest.h>
#include <zlib.h>

#include <vector>

namespace perfbench {
namespace {

// As any reader of "Content-Encoding: gzip" has it; nothing but gzip is read.
std::string gunzipped(std::string compressed) {
  std::string bytes(1 << 20, '\0');
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_in = static_cast<uInt>(compressed.size());
  stream.next_out = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_out = static_cast<uInt>(bytes.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  bytes.resize(stream.total_out);
  ::inflateEnd(&stream);
  return bytes;
}

std::string noise(std::size_t size) {
  std::string bytes;
  unsigned state = 1;
  while (bytes.size() < size) bytes += static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

TEST(Gzip, WhatIsCompressedIsReadBack) {
  for (const std::string& bytes : {std::string(), std::string(1, '\0'), std::string("a body"), noise(300'000)}) {
    EXPECT_EQ(gunzipped(gzipped(bytes)), bytes) << bytes.size();
  }
}

TEST(Gzip, WhatRepeatsGetsSmall) { EXPECT_LT(gzipped(std::string(100'000, 'x')).size(), 1000u); }

}  // namespace
}  // namespace perfbench

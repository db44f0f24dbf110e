// Compressed bodies for tests.
#pragma once

#include <zlib.h>

#include <string>
#include <string_view>

namespace perfbench::collector {

enum class Compression { gzip, zlib };

inline std::string compressed(std::string_view text, Compression format) {
  constexpr int kWindow = 15;
  constexpr int kGzip = 16;
  constexpr int kMemory = 8;
  z_stream stream{};
  ::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, kWindow + (format == Compression::gzip ? kGzip : 0),
                 kMemory, Z_DEFAULT_STRATEGY);
  std::string bytes(::deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<unsigned char*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<unsigned>(text.size());
  stream.next_out = reinterpret_cast<unsigned char*>(bytes.data());
  stream.avail_out = static_cast<unsigned>(bytes.size());
  ::deflate(&stream, Z_FINISH);
  bytes.resize(stream.total_out);
  ::deflateEnd(&stream);
  return bytes;
}

// What expands to so many zeros.
inline std::string bomb_of(std::size_t zeros, Compression format) {
  std::string text;
  text.resize(zeros);
  return compressed(text, format);
}

}  // namespace perfbench::collector

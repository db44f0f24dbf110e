#include "http/gzip.h"

#include <zlib.h>

#include <new>

namespace perfbench {

std::string gzipped(std::string_view bytes) {
  constexpr int kGzipFormat = 16;  // added to the size of the window
  constexpr int kUsualMemory = 8;
  z_stream stream{};
  if (::deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, MAX_WBITS + kGzipFormat, kUsualMemory,
                     Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::bad_alloc();
  }
  std::string compressed(::deflateBound(&stream, bytes.size()), '\0');
  std::string input(bytes);  // zlib takes it as no constant
  stream.next_in = reinterpret_cast<Bytef*>(input.data());
  stream.avail_in = static_cast<uInt>(input.size());
  stream.next_out = reinterpret_cast<Bytef*>(compressed.data());
  stream.avail_out = static_cast<uInt>(compressed.size());
  ::deflate(&stream, Z_FINISH);  // into the most that it can take
  compressed.resize(stream.total_out);
  ::deflateEnd(&stream);
  return compressed;
}

}  // namespace perfbench

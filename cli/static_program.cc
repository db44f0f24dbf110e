#include "static_program.h"

#include <elf.h>
#include <link.h>

#include <cstring>
#include <fstream>

namespace perfbench {

bool is_static_program(const std::filesystem::path& file) {
  std::ifstream stream(file, std::ios::binary);
  const auto read = [&](std::streamoff at, auto& record) {
    stream.seekg(at);
    stream.read(reinterpret_cast<char*>(&record), sizeof record);
    return stream.gcount() == sizeof record;
  };
  ElfW(Ehdr) header{};
  if (!read(0, header) || std::memcmp(header.e_ident, ELFMAG, SELFMAG) != 0) return false;
  constexpr unsigned char kOwnClass = sizeof(void*) == 8 ? ELFCLASS64 : ELFCLASS32;
  if (header.e_ident[EI_CLASS] != kOwnClass || header.e_phentsize != sizeof(ElfW(Phdr))) return false;
  for (unsigned i = 0; i < header.e_phnum; ++i) {
    ElfW(Phdr) segment{};
    const auto at = static_cast<std::streamoff>(header.e_phoff + i * sizeof segment);
    if (!read(at, segment) || segment.p_type == PT_INTERP) return false;
  }
  return header.e_phnum > 0;
}

}  // namespace perfbench

#include "cdash/archive.h"

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <openssl/evp.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <memory>
#include <vector>

namespace perfbench {
namespace {

struct Unpacked {
  std::string name;
  std::string bytes;
  std::time_t mtime = -1;
  unsigned permissions = 0;
};

// By libarchive, which is told to expect a tar archive within gzip and nothing else.
std::vector<Unpacked> unpacked(const std::string& packed) {
  std::vector<Unpacked> files;
  const std::unique_ptr<archive, decltype(&archive_read_free)> reader(archive_read_new(), archive_read_free);
  archive_read_support_filter_gzip(reader.get());
  archive_read_support_format_tar(reader.get());
  EXPECT_EQ(archive_read_open_memory(reader.get(), packed.data(), packed.size()), ARCHIVE_OK);
  archive_entry* entry = nullptr;
  while (archive_read_next_header(reader.get(), &entry) == ARCHIVE_OK) {
    Unpacked& file = files.emplace_back();
    file.name = archive_entry_pathname(entry);
    file.mtime = archive_entry_mtime(entry);
    file.permissions = archive_entry_perm(entry);
    file.bytes.resize(static_cast<std::size_t>(archive_entry_size(entry)));
    EXPECT_EQ(archive_read_data(reader.get(), file.bytes.data(), file.bytes.size()),
              static_cast<la_ssize_t>(file.bytes.size()));
  }
  EXPECT_EQ(archive_filter_code(reader.get(), 0), ARCHIVE_FILTER_GZIP);
  return files;
}

// Every byte value, in no order that a compressor finds.
std::string noise(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 1;
  for (char& byte : bytes) {
    state = state * 1664525 + 1013904223;
    byte = static_cast<char>(state >> 24);
  }
  return bytes;
}

TEST(Archive, HoldsTheOneFileAsItWas) {
  const auto packed = tar_gz("summary.json", "{\"a\": 1}\n");
  ASSERT_TRUE(packed) << to_string(packed.error());
  const auto files = unpacked(*packed);
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].name, "summary.json");
  EXPECT_EQ(files[0].bytes, "{\"a\": 1}\n");
  EXPECT_EQ(files[0].permissions, 0644u);
}

TEST(Archive, HoldsFilesOfAnySizeAndBytes) {
  for (const std::size_t size : {0u, 1u, 511u, 512u, 513u, 10'240u, 3'000'000u}) {
    const std::string bytes = noise(size);
    const auto packed = tar_gz("data", bytes);
    ASSERT_TRUE(packed) << size;
    const auto files = unpacked(*packed);
    ASSERT_EQ(files.size(), 1u) << size;
    EXPECT_TRUE(files[0].bytes == bytes) << size;
  }
}

TEST(Archive, IsSmallWhereTheFileSaysLittle) {
  const auto packed = tar_gz("zeros", std::string(1'000'000, '0'));
  ASSERT_TRUE(packed);
  EXPECT_LT(packed->size(), 10'000u);
}

TEST(Archive, HasNoTimeInItSoThatItsBytesAreTheSameAtEachCall) {
  const auto packed = tar_gz("summary.json", "text");
  ASSERT_TRUE(packed);
  EXPECT_EQ(*packed, tar_gz("summary.json", "text").value());
  ASSERT_GT(packed->size(), 10u);
  EXPECT_EQ(packed->substr(4, 4), std::string(4, '\0')) << "the time in the header of gzip, RFC 1952";
  EXPECT_EQ(unpacked(*packed).at(0).mtime, 0);
}

TEST(Archive, TakesLongAndForeignNames) {
  for (const std::string& name : {std::string(100, 'n'), std::string(120, 'd') + "/" + std::string(90, 'n'),
                                  std::string("mit Leerzeichen und \xc3\xa4.json")}) {
    const auto packed = tar_gz(name, "x");
    ASSERT_TRUE(packed) << name << ": " << to_string(packed.error());
    EXPECT_EQ(unpacked(*packed).at(0).name, name);
  }
}

TEST(Archive, ANameThatDoesNotFitIsAnErrorWithTheLibrarysWords) {
  const auto packed = tar_gz(std::string(400, 'n'), "x");
  ASSERT_FALSE(packed);
  EXPECT_EQ(packed.error().kind, ErrorKind::harness);
  EXPECT_EQ(packed.error().what, "the file cannot be packed");
  EXPECT_EQ(packed.error().where, std::string(400, 'n'));
  EXPECT_EQ(packed.error().cause, "Pathname too long");
}

// RFC 4648, chapter 10.
TEST(Base64, IsThatOfTheRfc) {
  EXPECT_EQ(base64(""), "");
  EXPECT_EQ(base64("f"), "Zg==");
  EXPECT_EQ(base64("fo"), "Zm8=");
  EXPECT_EQ(base64("foo"), "Zm9v");
  EXPECT_EQ(base64("foob"), "Zm9vYg==");
  EXPECT_EQ(base64("fooba"), "Zm9vYmE=");
  EXPECT_EQ(base64("foobar"), "Zm9vYmFy");
  EXPECT_EQ(base64("\xfb\xff\xfe"), "+//+");
}

TEST(Base64, HasALineEndAfterEach76CharactersAndNoneAtItsEnd) {
  constexpr std::size_t kBytesOfALine = 57;
  EXPECT_EQ(base64(std::string(kBytesOfALine, '\0')), std::string(76, 'A'));
  EXPECT_EQ(base64(std::string(kBytesOfALine + 1, '\0')), std::string(76, 'A') + "\nAA==");
  EXPECT_EQ(base64(std::string(2 * kBytesOfALine, '\0')), std::string(76, 'A') + "\n" + std::string(76, 'A'));
  EXPECT_EQ(base64(std::string(kBytesOfALine - 1, '\0')), std::string(75, 'A') + "=");
}

TEST(Base64, AgreesWithAnotherEncoderAtEachLength) {
  const std::string bytes = noise(300);
  for (std::size_t size = 0; size <= bytes.size(); ++size) {
    std::vector<unsigned char> expected(2 * size + 4);
    const int written =
        EVP_EncodeBlock(expected.data(), reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(size));
    std::string text = base64(std::string_view(bytes).substr(0, size));
    std::erase(text, '\n');
    EXPECT_EQ(text, std::string(expected.begin(), expected.begin() + written)) << size;
  }
}

TEST(Base64, ReadsNothingBeyondItsBytes) {
  const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
  void* const pages = ::mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(pages, MAP_FAILED);
  char* const forbidden = static_cast<char*>(pages) + page;
  ASSERT_EQ(::mprotect(forbidden, page, PROT_NONE), 0);
  for (std::size_t size = 0; size <= 4; ++size) {
    EXPECT_EQ(base64({forbidden - size, size}).size(), (size + 2) / 3 * 4);
  }
  ::munmap(pages, 2 * page);
}

}  // namespace
}  // namespace perfbench

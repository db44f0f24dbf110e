#include "model/byte_size.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(ByteSize, IsReadWithItsUnit) {
  EXPECT_EQ(parse_byte_size("64MB"), 64 << 20);
  EXPECT_EQ(parse_byte_size("1.5 GB"), 3LL << 29);
  EXPECT_EQ(parse_byte_size("100KB"), 102400);
  EXPECT_EQ(parse_byte_size("4096B"), 4096);
}

TEST(ByteSize, IsNothingWithoutAUnitOrANumberThatMemoryCanHave) {
  for (const char* text :
       {"", "64", "MB", "0MB", "-1MB", "64 ms", "64MBs", "1e40GB", "nanMB", "infGB", "0.1B", "64M"}) {
    EXPECT_EQ(parse_byte_size(text), std::nullopt) << text;
  }
}

TEST(ByteSize, IsWrittenInTheLargestUnitThatIsWhole) {
  EXPECT_EQ(byte_size_text(64 << 20), "64MB");
  EXPECT_EQ(byte_size_text(3LL << 29), "1536MB");
  EXPECT_EQ(byte_size_text(2LL << 30), "2GB");
  EXPECT_EQ(byte_size_text(1000), "1000B");
  EXPECT_EQ(parse_byte_size(byte_size_text(123'456'789)), 123'456'789);
}

}  // namespace
}  // namespace perfbench

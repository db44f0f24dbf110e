#include "analysis/heaptrack_reader.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::SizeIs;

constexpr const char* kLeak = "main (app.cc);app::leak(int) (app.cc); ";
constexpr const char* kPeak = "main (app.cc);app::peak() (app.cc); ";
constexpr const char* kPeakAgain = "main (app.cc);other (app.cc);app::peak() (app.cc); ";
constexpr const char* kGrow =
    "main (app.cc);app::grow() (app.cc);std::__new_allocator<>::allocate(unsigned long, void const*) (new_allocator.h);"
    "void std::vector<>::_M_realloc_insert<>(std::string&&) (vector.tcc); ";
constexpr const char* kStart = "0x7fb3b539bb9f (rtld.c);0x7fb3b50a57b9; ";

// heaptrack_print's lines: the numbers are of leak(), peak() from one place and the other, grow() and the start.
std::string heap_lines(const std::array<long long, 5>& costs) {
  const std::array stacks = {kLeak, kPeak, kPeakAgain, kGrow, kStart};
  std::string text;
  for (std::size_t i = 0; i < stacks.size(); ++i) text += stacks[i] + std::to_string(costs[i]) + "\n";
  return text;
}

Result<HeapFigures> read_recorded(std::size_t most) {
  const std::string peak = heap_lines({2'000'000, 50'000'000, 1'000'000, 7'123'456'789'012, 72'704});
  const std::string leaked = heap_lines({2'000'000, 0, 0, 0, 0});
  const std::string allocations = heap_lines({1000, 1, 100, 9000, 1});
  const std::string temporary = heap_lines({0, 0, 5, 0, 1});
  return read_heaptrack({.peak = peak, .leaked = leaked, .allocations = allocations, .temporary = temporary}, most,
                        "heap");
}

TEST(Heaptrack, SumsAreExact) {
  const auto figures = read_recorded(10);
  ASSERT_TRUE(figures.has_value()) << to_string(figures.error());
  EXPECT_EQ(figures->whole, (HeapCosts{7'123'509'861'716, 2'000'000, 10'102, 6}));
}

TEST(Heaptrack, ASiteIsTheInnermostFunctionThatIsNoLibrarys) {
  const auto figures = read_recorded(10);
  ASSERT_TRUE(figures.has_value());
  ASSERT_THAT(figures->sites, SizeIs(4));
  EXPECT_EQ(figures->sites[0].function, "app::grow()");
  EXPECT_EQ(figures->sites[0].source, "app.cc");
  EXPECT_EQ(figures->sites[0].costs, (HeapCosts{7'123'456'789'012, 0, 9000, 0}));
  EXPECT_EQ(figures->sites[1].function, "app::peak()");
  EXPECT_EQ(figures->sites[1].costs, (HeapCosts{51'000'000, 0, 101, 5}));
  EXPECT_EQ(figures->sites[2].function, "app::leak(int)");
  EXPECT_EQ(figures->sites[2].costs, (HeapCosts{2'000'000, 2'000'000, 1000, 0}));
  EXPECT_EQ(figures->sites[3].function, "[unknown]");
  EXPECT_EQ(figures->sites[3].source, "");
}

TEST(Heaptrack, OfManySitesTheFirstByAnyCostAreKept) {
  const auto figures = read_recorded(1);
  ASSERT_TRUE(figures.has_value());
  ASSERT_THAT(figures->sites, SizeIs(3)) << "peak and allocations, temporary ones, and leaked bytes have one each";
  EXPECT_EQ(figures->sites[0].function, "app::grow()");
  EXPECT_EQ(figures->sites[1].function, "app::peak()");
  EXPECT_EQ(figures->sites[2].function, "app::leak(int)");
}

TEST(Heaptrack, NamesOfOtherLanguagesAreTakenAsTheyCan) {
  const std::string text = "main;app::<[u8; 4]>::fill (fill.rs); 12\n<script> (a (b).cc); 3\n; 5\n";
  const auto figures =
      read_heaptrack({.peak = text, .leaked = text, .allocations = text, .temporary = text}, 5, "heap");
  ASSERT_FALSE(figures.has_value()) << "a cost without its stack";
  EXPECT_EQ(figures.error().where, "heap (peak):3");
  const std::string_view read = std::string_view(text).substr(0, text.rfind("; 5"));
  const auto others = read_heaptrack({.peak = read, .leaked = read, .allocations = read, .temporary = read}, 5, "heap");
  ASSERT_TRUE(others.has_value());
  ASSERT_THAT(others->sites, SizeIs(2));
  EXPECT_EQ(others->sites[0].source, "fill.rs");
  EXPECT_EQ(others->sites[1].function, "<script> (a");
}

TEST(Heaptrack, NoAllocationIsAnErrorAndNotNone) {
  for (const std::string text : {"", "main; 0\n"}) {
    const auto figures =
        read_heaptrack({.peak = text, .leaked = text, .allocations = text, .temporary = text}, 5, "heap");
    ASSERT_FALSE(figures.has_value());
    EXPECT_THAT(figures.error().what, HasSubstr("no allocation"));
  }
}

TEST(Heaptrack, ATextThatIsNoneIsAnErrorWithItsLine) {
  const std::string good = heap_lines({1, 1, 1, 1, 1});
  const std::string bad = good + "Failed to open heaptrack log file: x\n";
  const auto figures = read_heaptrack({.peak = good, .leaked = bad, .allocations = good, .temporary = good}, 5, "heap");
  ASSERT_FALSE(figures.has_value());
  EXPECT_EQ(figures.error().where, "heap (leaked):6");
  EXPECT_EQ(figures.error().kind, ErrorKind::plan);
}

}  // namespace
}  // namespace perfbench

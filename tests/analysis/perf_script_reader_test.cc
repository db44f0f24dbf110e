#include "analysis/perf_script_reader.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace perfbench {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

StackProfile read_stacks(const std::string& text) {
  auto profile = read_perf_script(text, "script");
  EXPECT_TRUE(profile.has_value()) << to_string(profile.error());
  return profile ? std::move(*profile) : StackProfile{};
}

// The only stack of a profile, as "outer [module];inner [module]".
std::string only_stack(const StackProfile& profile) {
  EXPECT_THAT(profile.stacks(), SizeIs(1));
  if (profile.stacks().empty()) return "";
  std::string text;
  for (const FrameIndex index : profile.stacks().begin()->first) {
    const StackFrame& frame = profile.frames()[index];
    text += fmt::format("{}{} [{}]", text.empty() ? "" : ";", frame.function, frame.module);
  }
  return text;
}

// One sample of one frame, as perf writes it.
std::string sample_of(const std::string& symbol) { return "   1001001 \n\t            1cc9 " + symbol + "\n\n"; }

constexpr const char* kTwoSamples =
    "PERF_RECORD_MMAP2 1/1: [0x55f8(0x1000) @ 0x1000 <a36ae22f>]: r-xp /opt/my app/app\n"
    "   1001001 cpu-clock: \n"
    "\tffffffff813600e2 handle_softirqs+0x72 ([kernel.kallsyms])\n"
    "\t            1cc9 app::Box<std::map<int, char> >::crunch+0x29 (/opt/my app/app)\n"
    "\t           27249 main+0x79 (/opt/my app/app)\n"
    "\n"
    "    998999 cpu-clock: \n"
    "\t            1cd0 app::Box<std::map<int, char> >::crunch+0x30 (/opt/my app/app)\n"
    "\t           27249 main+0x79 (/opt/my app/app)\n"
    "\n";

TEST(PerfScript, SamplesOfTheSameFunctionsAreOneStackWithTheirPeriods) {
  const StackProfile profile = read_stacks(kTwoSamples);
  const FrameIndex kernel = 0;
  const FrameIndex crunch = 1;
  const FrameIndex start = 2;
  EXPECT_THAT(profile.frames(),
              ElementsAre(StackFrame{"handle_softirqs", "[kernel.kallsyms]"},
                          StackFrame{"app::Box<std::map<int, char> >::crunch", "app"}, StackFrame{"main", "app"}));
  EXPECT_EQ(profile.stacks().at({start, crunch, kernel}), (StackWeight{1.001001, 1}));
  EXPECT_EQ(profile.stacks().at({start, crunch}), (StackWeight{0.998999, 1}));
  EXPECT_EQ(profile.runs, 1);
  EXPECT_EQ(profile.losses, ProfileLosses{});
}

TEST(PerfScript, MayComeInPiecesCutAnywhere) {
  const std::string text = kTwoSamples;
  const StackProfile whole = read_stacks(text);
  for (std::size_t size = 1; size < text.size(); size += 7) {
    PerfScriptReader reader("script");
    for (std::size_t at = 0; at < text.size(); at += size) reader.read(std::string_view(text).substr(at, size));
    const auto profile = std::move(reader).finish();
    ASSERT_TRUE(profile.has_value());
    EXPECT_EQ(profile->stacks(), whole.stacks()) << size;
    EXPECT_EQ(profile->frames(), whole.frames()) << size;
  }
}

TEST(PerfScript, ARunTooShortForASampleHasAnEmptyProfile) {
  const StackProfile profile = read_stacks("");
  EXPECT_THAT(profile.stacks(), IsEmpty());
  EXPECT_EQ(profile.runs, 1);
}

TEST(PerfScript, TheLastSampleNeedsNoEmptyLine) {
  EXPECT_EQ(only_stack(read_stacks("5000000 \n\t 1 main+0x1 (/a)")), "main [a]");
}

TEST(PerfScript, ASampleWithoutAStackIsItsFrame) {
  EXPECT_EQ(only_stack(read_stacks("   1001001      1cc9 main+0x1 (/a)\n")), "main [a]");
  EXPECT_EQ(only_stack(read_stacks("   1001001 \n\n")), "[unknown] []");
}

TEST(PerfScript, NamesMayHoldAnything) {
  EXPECT_EQ(only_stack(read_stacks(sample_of("a;b (c)+0x1 (/x)+0xa (/tmp/ev ( b)"))), "a;b (c)+0x1 (/x) [ev ( b]");
  EXPECT_EQ(only_stack(read_stacks(sample_of("LazyCompile:~f <script> /x/y.js:3+0x6 (/tmp/perf-18.map)"))),
            "LazyCompile:~f <script> /x/y.js:3 [[jit]]");
  EXPECT_EQ(only_stack(read_stacks(sample_of("a\xff\x1b[31m+0x1 (/x/\xc3.so)"))), "a\uFFFD [\uFFFD.so]");
  EXPECT_EQ(only_stack(read_stacks(sample_of("f+0x1 (/x/app (deleted))"))), "f [app]");
  EXPECT_EQ(only_stack(read_stacks(sample_of("operator()+0xzz (/b)+0x1 (/x/a+0x2 b)"))),
            "operator()+0xzz (/b) [a+0x2 b]");
}

TEST(PerfScript, ANameOf100KilobytesIsCut) {
  const StackProfile profile = read_stacks(sample_of(std::string(100'000, 'n') + "+0x1 (/x/app)"));
  EXPECT_EQ(profile.frames()[0].module, "app");
  EXPECT_EQ(profile.frames()[0].function.size(), StackProfile::kMostNameBytes);
  EXPECT_EQ(profile.losses.cut_names, 1);
}

TEST(PerfScript, ALineWithoutEndTakesBoundedMemoryAndIsNoFrame) {
  PerfScriptReader reader("script");
  reader.read("1001001 \n\t 1 ");
  const std::string piece(1'000'000, 'x');
  for (int i = 0; i < 20; ++i) reader.read(piece);
  reader.read("+0x1 (/a)\n\t 1 main+0x1 (/a)\n");
  const auto profile = std::move(reader).finish();
  ASSERT_TRUE(profile.has_value());
  EXPECT_EQ(only_stack(*profile), "main [a]");
  EXPECT_EQ(profile->losses.unread_lines, 1);
}

TEST(PerfScript, AFrameWithoutSymbolIsItsModuleAndOffset) {
  EXPECT_EQ(only_stack(read_stacks(sample_of("[unknown] (/opt/app)"))), "app+0x1cc9 [app]");
  const std::string map = "PERF_RECORD_MMAP2 1/1: [0x55(0x10) @ 0 <a36ae22f>]: r-xp /opt/app\n";
  EXPECT_EQ(only_stack(read_stacks(map + sample_of("[unknown] (/opt/app)"))), "app+0x1cc9 [app (build-id a36ae22f)]");
  EXPECT_EQ(only_stack(read_stacks(map + sample_of("[unknown] (/opt/other/app)"))), "app+0x1cc9 [app]");
}

TEST(PerfScript, AnAddressThatSaysNothingOfAnotherRunIsUnknown) {
  for (const auto& [path, module] : {std::pair{"[unknown]", ""},
                                     {"[kernel.kallsyms]", "[kernel.kallsyms]"},
                                     {"/tmp/perf-18287.map", "[jit]"},
                                     {"//anon", "[anonymous]"},
                                     {"[stack]", "[stack]"},
                                     {"/memfd:doublemapper (deleted)", "[anonymous]"}}) {
    EXPECT_EQ(only_stack(read_stacks(sample_of(fmt::format("[unknown] ({})", path)))),
              fmt::format("[unknown] [{}]", module));
  }
  EXPECT_EQ(only_stack(read_stacks(sample_of("f+0x1 (/tmp/perf-x1.map)"))), "f [perf-x1.map]");
}

TEST(PerfScript, InlinedFunctionsAreOfTheModuleThatTheyAreIn) {
  EXPECT_EQ(
      only_stack(read_stacks("1 \n\t e3 inner+0x8 (inlined)\n\t e3 outer+0x8 (inlined)\n\t e3 f+0x8 (/lib/ld.so)\n"
                             "\t 10 main+0x1 (/app)\n")),
      "main [app];f [ld.so];outer [ld.so];inner [ld.so]");
  EXPECT_EQ(only_stack(read_stacks("1 \n\t e3 inner+0x8 (inlined)\n")), "inner []");
}

TEST(PerfScript, OfAUserWhoMayNotRecordTheKernelThatIsTold) {
  const StackProfile profile =
      read_stacks("7 cpu-clock:u: \n\t 10 main+0x1 (/app)\n\n 9 cpu-clock:u:  1cd0 main+0x2 (/app)\n\n");
  EXPECT_TRUE(profile.losses.without_kernel);
  EXPECT_EQ(profile.total(), (StackWeight{16e-6, 2}));
  EXPECT_EQ(only_stack(profile), "main [app]");
  EXPECT_FALSE(read_stacks("7 cpu-clock: \n\t 10 main+0x1 (/app)\n").losses.without_kernel);
}

TEST(PerfScript, LostSamplesAreCounted) {
  const StackProfile profile =
      read_stacks("PERF_RECORD_LOST lost 12\nPERF_RECORD_LOST_SAMPLES lost 3\nPERF_RECORD_LOST\n");
  EXPECT_EQ(profile.losses.lost_samples, 15);
}

TEST(PerfScript, LinesThatAreNoneOfPerfAreCountedAndSkipped) {
  const StackProfile profile = read_stacks("1 \n\t 1 f+0x1 (/a)\n\t no address\nwarning: something\n\t 2 g+0x1 (/a)\n");
  EXPECT_EQ(only_stack(profile), "f [a]");
  EXPECT_EQ(profile.losses.unread_lines, 3) << "the last frame is of no sample";
}

TEST(PerfScript, ATextWithoutAnySampleIsAnErrorWithItsLine) {
  for (const char* text : {"\nhello\n", "\n99999999999999999999999 \n", "\n-1 \n", "\n12x \n", "\n\t 1 f+0x1 (/a)\n",
                           "\n1 f+0x1 (/a)\n", "\n1 2 f\n", "\n1 2 f (/a)\n", "\n1 2 f+0x1 (/a\n"}) {
    const auto profile = read_perf_script(text, "script");
    ASSERT_FALSE(profile.has_value()) << text;
    EXPECT_EQ(profile.error().kind, ErrorKind::plan);
    EXPECT_EQ(profile.error().where, "script:2");
  }
}

TEST(PerfScript, OfASampleWithoutEndOnlyItsFirstFramesAreKept) {
  PerfScriptReader reader("script");
  reader.read("1 \n");
  for (int i = 0; i < 30'000; ++i) reader.read(fmt::format("\t {:x} f{}+0x1 (/a)\n", i, i));
  const auto profile = std::move(reader).finish();
  ASSERT_TRUE(profile.has_value());
  EXPECT_THAT(profile->frames(), SizeIs(10'001));
  EXPECT_EQ(profile->losses.cut_stacks, 1);
  EXPECT_EQ(profile->frames()[profile->stacks().begin()->first.back()].function, "f0");
}

}  // namespace
}  // namespace perfbench

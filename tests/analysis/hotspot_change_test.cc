#include "analysis/hotspot_change.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "profiles.h"

namespace perfbench {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

// What a sampler sees of a run: each stack is at work for some of the time.
class SimulatedProgram {
 public:
  explicit SimulatedProgram(unsigned seed) : random_(seed) {}

  SimulatedProgram& spends(double ms_a_run, std::initializer_list<std::string_view> functions) {
    stacks_.emplace_back(functions, ms_a_run);
    return *this;
  }

  // `rate`: samples a ms.
  StackProfile sampled(int runs, double speed = 1, double rate = 1) {
    StackProfile profile;
    profile.runs = runs;
    for (const auto& [functions, ms_a_run] : stacks_) {
      std::poisson_distribution<long long> samples(ms_a_run * runs * speed * rate);
      const long long taken = samples(random_);
      CallStack stack;
      for (const std::string_view function : functions) stack.push_back(stack_of(profile, {function}).front());
      if (taken > 0) profile.add(stack, {.weight_ms = static_cast<double>(taken) / rate, .samples = taken});
    }
    return profile;
  }

 private:
  std::mt19937 random_;
  std::vector<std::pair<std::vector<std::string_view>, double>> stacks_;
};

// Five similar functions, of which the third may take longer: 500 samples where it does not.
StackProfile five_functions(unsigned seed, double times, int runs = 10, double rate = 1) {
  SimulatedProgram program(seed);
  for (const std::string_view function : {"first", "second", "third", "fourth", "fifth"}) {
    program.spends(500.0 / 5 / 10 * (function == "third" ? times : 1), {"main", function});
  }
  return program.sampled(runs, 1, rate);
}

TEST(HotspotChange, AFunctionMadeTwiceAsSlowComesFirstWhateverTheSamples) {
  for (unsigned seed = 0; seed < 1000; seed += 2) {
    const HotspotChanges changes = compare_hotspots(five_functions(seed, 1), five_functions(seed + 1, 2));
    ASSERT_THAT(changes.changes, testing::Not(IsEmpty())) << seed;
    EXPECT_EQ(changes.changes[0].frame.function, "third") << seed;
    EXPECT_FALSE(changes.changes[0].spread) << seed;
    EXPECT_GT(changes.changes[0].z, 3) << seed;
  }
}

TEST(HotspotChange, AlsoWhereTheProfilesAreOfOtherNumbersOfRuns) {
  for (unsigned seed = 0; seed < 200; seed += 2) {
    const HotspotChanges changes = compare_hotspots(five_functions(seed, 1, 40), five_functions(seed + 1, 2, 10));
    ASSERT_THAT(changes.changes, testing::Not(IsEmpty())) << seed;
    EXPECT_EQ(changes.changes[0].frame.function, "third") << seed;
    EXPECT_NEAR(changes.changes[0].self.before_ms, 10, 3);
    EXPECT_NEAR(changes.changes[0].self.now_ms, 20, 6);
  }
}

// A program that takes twice as long is sampled half as often.
TEST(HotspotChange, AlsoWhereTheProfilesAreOfOtherRatesOfSampling) {
  int named = 0;
  int told = 0;
  for (unsigned seed = 0; seed < 1000; seed += 2) {
    const StackProfile before = five_functions(seed, 1, 10, 2);
    const HotspotChanges changes = compare_hotspots(before, five_functions(seed + 1, 2, 10, 1));
    named += !changes.changes.empty() && changes.changes[0].frame.function == "third" ? 1 : 0;
    told += compare_hotspots(before, five_functions(seed + 1, 1, 10, 1)).changes.empty() ? 0 : 1;
  }
  EXPECT_GE(named, 495) << "of 500";
  EXPECT_LE(told, 10) << "of 500, where nothing changed";
}

TEST(HotspotChange, WhereNothingChangedNothingIsTold) {
  int told = 0;
  for (unsigned seed = 0; seed < 2000; seed += 2) {
    told += compare_hotspots(five_functions(seed, 1), five_functions(seed + 1, 1)).changes.empty() ? 0 : 1;
  }
  EXPECT_LE(told, 20) << "of 1000";
}

TEST(HotspotChange, AMachineThatIsAsAWholeALittleSlowerIsNoChange) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    SimulatedProgram program(seed);
    program.spends(4e5, {"main", "large"}).spends(1e5, {"main", "small"});
    EXPECT_THAT(compare_hotspots(program.sampled(1), program.sampled(1, 1.04)).changes, IsEmpty()) << seed;
  }
}

TEST(HotspotChange, WeightsAreOfARunAndSharesOfTheWhole) {
  StackProfile before;
  before.runs = 2;
  add_samples(before, {"main", "parse"}, 200);
  add_samples(before, {"main", "parse", "scan"}, 400);
  add_samples(before, {"main", "parse", "memcpy@libc.so.6"}, 200);
  StackProfile now = before;
  now.runs = 1;
  const HotspotChanges changes = compare_hotspots(before, now);
  EXPECT_EQ(changes.whole.before_ms, 400);
  EXPECT_EQ(changes.whole.now_ms, 800);
  EXPECT_EQ(changes.whole.change_ms(), 400);
  ASSERT_THAT(changes.changes, SizeIs(2));
  const HotspotChange& parse = changes.changes[0];
  EXPECT_EQ(parse.frame, (StackFrame{"parse", "app"}));
  EXPECT_EQ(parse.self.before_ms, 100);
  EXPECT_EQ(parse.self.now_ms, 200);
  EXPECT_EQ(parse.own.before_ms, 200);
  EXPECT_EQ(parse.own.now_ms, 400);
  EXPECT_EQ(parse.total.before_ms, 400);
  EXPECT_EQ(parse.total.now_ms, 800);
  EXPECT_EQ(parse.share_before_pct, 50);
  EXPECT_EQ(parse.share_now_pct, 50);
  EXPECT_EQ(parse.samples_before, 400);
  EXPECT_EQ(parse.samples_now, 400);
  EXPECT_EQ(changes.changes[1].frame.function, "scan");
}

TEST(HotspotChange, OfAGrowthInALibraryTheCallerIsNamedAndTheLeafUnderIt) {
  for (unsigned seed = 0; seed < 20; ++seed) {
    const auto program = [&](unsigned of, double copied) {
      return SimulatedProgram(2 * seed + of)
          .spends(100, {"main", "load", "memcpy@libc.so.6"})
          .spends(100, {"main", "store"})
          .spends(copied, {"main", "store", "std::copy", "memcpy@libc.so.6"})
          .spends(20, {"main", "store", "memcpy@libc.so.6", "page_fault@[kernel.kallsyms]"})
          .sampled(1);
    };
    const HotspotChanges changes = compare_hotspots(program(0, 50), program(1, 200));
    ASSERT_THAT(changes.changes, SizeIs(1)) << seed;
    EXPECT_EQ(changes.changes[0].frame.function, "store") << seed;
    ASSERT_TRUE(changes.changes[0].leaf) << seed;
    EXPECT_EQ(changes.changes[0].leaf->frame, (StackFrame{"memcpy", "libc.so.6"})) << seed;
    EXPECT_NEAR(changes.changes[0].leaf->time.change_ms(), 150, 60) << seed;
  }
}

TEST(HotspotChange, AGrowthOfItsOwnHasNoLeaf) {
  StackProfile before;
  before.runs = 1;
  add_samples(before, {"main", "store"}, 100);
  add_samples(before, {"main", "store", "memcpy@libc.so.6"}, 100);
  StackProfile now = before;
  add_samples(now, {"main", "store"}, 200);
  const HotspotChanges changes = compare_hotspots(before, now);
  ASSERT_THAT(changes.changes, SizeIs(1));
  EXPECT_FALSE(changes.changes[0].leaf);
  EXPECT_FALSE(changes.changes[0].caller);
}

TEST(HotspotChange, TheCallerThatCallsMoreOftenIsNamedWhereThereAreOthers) {
  StackProfile before;
  before.runs = 1;
  add_samples(before, {"main", "parse", "hash"}, 100);
  add_samples(before, {"main", "store", "hash", "hash"}, 100);
  StackProfile now = before;
  add_samples(now, {"main", "store", "hash"}, 200);
  const HotspotChanges changes = compare_hotspots(before, now);
  ASSERT_THAT(changes.changes, SizeIs(1));
  EXPECT_EQ(changes.changes[0].frame.function, "hash");
  ASSERT_TRUE(changes.changes[0].caller);
  EXPECT_EQ(changes.changes[0].caller->frame.function, "store");
  EXPECT_EQ(changes.changes[0].caller->time.now_ms, 300);
}

TEST(HotspotChange, GrowthStandsBeforeShrinkingAndTheLargerFirst) {
  StackProfile before;
  before.runs = 1;
  StackProfile now;
  now.runs = 1;
  const auto function = [&](std::string_view name, long long samples_before, long long samples_now) {
    if (samples_before > 0) add_samples(before, {"main", name}, samples_before);
    if (samples_now > 0) add_samples(now, {"main", name}, samples_now);
  };
  function("gone", 900, 0);
  function("grew", 100, 200);
  function("faster", 400, 200);
  function("new", 0, 300);
  function("same", 1000, 1000);
  std::vector<std::string> names;
  for (const HotspotChange& change : compare_hotspots(before, now).changes) names.push_back(change.frame.function);
  EXPECT_THAT(names, testing::ElementsAre("new", "grew", "gone", "faster"));
}

TEST(HotspotChange, AGrowthSpreadOverManyFunctionsIsToldOfTheInnermostAroundIt) {
  StackProfile before;
  before.runs = 1;
  StackProfile now;
  now.runs = 1;
  for (int i = 0; i < 200; ++i) {
    const std::string name = fmt::format("visit{}", i);
    add_samples(before, {"_start", "main", "parse", name}, 10);
    add_samples(now, {"_start", "main", "parse", name}, 15);
  }
  for (StackProfile* profile : {&before, &now}) add_samples(*profile, {"_start", "main", "render"}, 1000);
  const HotspotChanges changes = compare_hotspots(before, now);
  ASSERT_THAT(changes.changes, SizeIs(1));
  EXPECT_EQ(changes.changes[0].frame.function, "parse");
  EXPECT_TRUE(changes.changes[0].spread);
  EXPECT_EQ(changes.changes[0].total.change_ms(), 1000);
  EXPECT_EQ(changes.changes[0].samples_before, 2000);
}

TEST(HotspotChange, ModulesWithoutSymbolsAreComparedAsAWhole) {
  const auto stripped = [](const char* build_id, int functions, long long samples) {
    StackProfile profile;
    profile.runs = 1;
    for (int i = 0; i < functions; ++i) {
      const StackFrame frame = unresolved_frame("app", static_cast<std::uint64_t>(i), build_id);
      profile.add(CallStack{profile.index_of(frame.function, frame.module)},
                  {.weight_ms = static_cast<double>(samples), .samples = samples});
    }
    return profile;
  };
  EXPECT_THAT(compare_hotspots(stripped("aa", 50, 4), stripped("bb", 40, 5)).changes, IsEmpty());
  const HotspotChanges changes = compare_hotspots(stripped("aa", 50, 4), stripped("bb", 100, 4));
  ASSERT_THAT(changes.changes, SizeIs(1));
  EXPECT_EQ(changes.changes[0].frame, (StackFrame{"app", "app"}));
}

TEST(HotspotChange, OfNothingThereIsNone) {
  const HotspotChanges changes = compare_hotspots(StackProfile{}, StackProfile{});
  EXPECT_THAT(changes.changes, IsEmpty());
  EXPECT_EQ(changes.whole.change_ms(), 0);
}

}  // namespace
}  // namespace perfbench

#include "collector/phases.h"

#include <gmock/gmock.h>

#include <algorithm>
#include <limits>
#include <map>
#include <random>
#include <set>

#include "spans.h"

namespace perfbench::collector {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Optional;
using testing::SizeIs;
using Spans = std::vector<SpanRecord>;

enum Name : std::uint32_t { kRequest, kParse, kQuery, kRender };

constexpr Window window_of(std::int64_t start_ms, std::int64_t end_ms) {
  return {start_ms * 1'000'000, end_ms * 1'000'000};
}

PhaseTable folded(const Spans& spans, std::optional<Window> window = std::nullopt) {
  PhaseTable table;
  table.fold(spans, window);
  return table;
}

PhaseFigures figures_of(const PhaseTable& table, std::uint32_t name) {
  const auto phases = table.phases();
  const auto found = std::ranges::find(phases, name, &PhaseFigures::name);
  if (found != phases.end()) return *found;
  ADD_FAILURE() << "no phase " << name;
  return {};
}

// A request of 100 ms: parse 0-10, query 20-60 with a render 30-40 inside, render 50-90 beside it.
Spans request() {
  return {span_of(1, 0, kRequest, 0, 100), span_of(2, 1, kParse, 0, 10), span_of(3, 1, kQuery, 20, 60),
          span_of(4, 3, kRender, 30, 40), span_of(5, 1, kRender, 50, 90)};
}

TEST(PhaseTable, TellsTotalSelfAndCoverage) {
  const auto table = folded(request());
  const auto whole = figures_of(table, kRequest);
  EXPECT_EQ(whole.count, 1U);
  EXPECT_EQ(whole.total_ms, 100);
  EXPECT_EQ(whole.self_ms, 20);
  EXPECT_EQ(whole.coverage_pct, 80);
  const auto query = figures_of(table, kQuery);
  EXPECT_EQ(query.self_ms, 30);
  EXPECT_EQ(query.coverage_pct, 25);
  const auto render = figures_of(table, kRender);
  EXPECT_EQ(render.count, 2U);
  EXPECT_EQ(render.total_ms, 50);
  EXPECT_EQ(render.self_ms, 50);
  EXPECT_EQ(render.coverage_pct, 0);
}

TEST(PhaseTable, OrdersPhasesBySelfTime) {
  EXPECT_THAT(folded(request()).phases(),
              ElementsAre(Field(&PhaseFigures::name, kRender), Field(&PhaseFigures::name, kQuery),
                          Field(&PhaseFigures::name, kRequest), Field(&PhaseFigures::name, kParse)));
}

TEST(PhaseTable, TellsTheTreeOfPhases) {
  const auto nodes = folded(request()).tree();
  ASSERT_THAT(nodes, SizeIs(5));
  std::vector<std::uint32_t> names;
  std::vector<int> parents;
  for (const auto& node : nodes) {
    names.push_back(node.name);
    parents.push_back(node.parent);
  }
  EXPECT_THAT(names, ElementsAre(kRequest, kQuery, kRender, kRender, kParse));
  EXPECT_THAT(parents, ElementsAre(-1, 0, 1, 0, 0));
  EXPECT_EQ(nodes[0].self_ms, 20);
  EXPECT_EQ(nodes[2].total_ms, 10);
}

TEST(PhaseTable, AddsUpItsWorkers) {
  PhaseTable table;
  table.fold(request(), window_of(0, 100));
  table.fold({span_of(1, 0, kRequest, 500, 550)}, window_of(500, 600));
  const auto whole = figures_of(table, kRequest);
  EXPECT_EQ(whole.count, 2U);
  EXPECT_EQ(whole.total_ms, 150);
  EXPECT_EQ(whole.p50_ms, 75);
  EXPECT_TRUE(whole.exact);
  EXPECT_THAT(whole.coverage_pct, Optional(DoubleEq(100 * 80.0 / 150)));
  EXPECT_THAT(table.tree(), SizeIs(5));
  EXPECT_EQ(table.coverage_pct(), 75);
}

TEST(PhaseTable, TellsQuantilesOfDurations) {
  Spans spans;
  for (int i = 0; i <= 400; ++i) spans.push_back(span_of(static_cast<std::uint64_t>(i) + 1, 0, kQuery, 0, i));
  const auto query = figures_of(folded(spans), kQuery);
  EXPECT_FALSE(query.exact);
  EXPECT_NEAR(query.p50_ms, 200, 200.0 / 128);
  EXPECT_NEAR(query.p95_ms, 380, 380.0 / 128);
  EXPECT_NEAR(query.p99_ms, 396, 396.0 / 128);
}

TEST(PhaseTable, CountsChildrenOnlyInsideTheirParent) {
  const auto table = folded({span_of(1, 0, kRequest, 10, 20), span_of(2, 1, kQuery, 0, 12),
                             span_of(3, 1, kQuery, 18, 90), span_of(4, 1, kQuery, 30, 40)});
  EXPECT_EQ(figures_of(table, kRequest).self_ms, 6);
  EXPECT_EQ(figures_of(table, kQuery).self_ms, 94);
}

TEST(PhaseTable, CountsTheTimeOfARecursionOnceInSelfAndCoverage) {
  // parse 0-100 > parse 10-70 > query 20-50
  const auto table =
      folded({span_of(1, 0, kParse, 0, 100), span_of(2, 1, kParse, 10, 70), span_of(3, 2, kQuery, 20, 50)});
  const auto parse = figures_of(table, kParse);
  EXPECT_EQ(parse.count, 2U);
  EXPECT_EQ(parse.total_ms, 160);
  EXPECT_EQ(parse.self_ms, 70);
  EXPECT_EQ(parse.coverage_pct, 60);
}

TEST(PhaseTable, SeesARecursionThroughOtherPhases) {
  // request 0-100 > parse 0-80 > request 0-40 > query 0-10
  const auto table = folded({span_of(1, 0, kRequest, 0, 100), span_of(2, 1, kParse, 0, 80),
                             span_of(3, 2, kRequest, 0, 40), span_of(4, 3, kQuery, 0, 10)});
  EXPECT_EQ(figures_of(table, kRequest).coverage_pct, 80);
  EXPECT_EQ(figures_of(table, kParse).coverage_pct, 50);
  // The recursion has ended when the next root comes.
  EXPECT_EQ(
      figures_of(folded({span_of(1, 0, kParse, 0, 10), span_of(2, 1, kQuery, 0, 10), span_of(3, 0, kParse, 20, 30)}),
                 kParse)
          .coverage_pct,
      50);
}

TEST(PhaseTable, HasNoCoverageOfNoTime) {
  const auto table = folded({span_of(1, 0, kParse, 5, 5)});
  EXPECT_EQ(figures_of(table, kParse).coverage_pct, std::nullopt);
  EXPECT_EQ(figures_of(table, kParse).p50_ms, 0);
  EXPECT_EQ(table.coverage_pct(), std::nullopt);
}

TEST(PhaseTable, CountsSpansThatEndBeforeTheyStart) {
  const auto table = folded({span_of(1, 0, kRequest, 0, 10), span_of(2, 1, kParse, 8, 2)});
  EXPECT_EQ(table.invalid_spans(), 1U);
  EXPECT_EQ(figures_of(table, kParse).total_ms, 0);
  EXPECT_EQ(figures_of(table, kRequest).self_ms, 10);
}

TEST(PhaseTable, TakesCyclesForTrees) {
  const auto table =
      folded({span_of(1, 2, kParse, 0, 10), span_of(2, 1, kQuery, 0, 10), span_of(3, 3, kRender, 0, 10)});
  EXPECT_EQ(figures_of(table, kParse).count, 1U);
  EXPECT_EQ(figures_of(table, kQuery).count, 1U);
  EXPECT_EQ(figures_of(table, kParse).self_ms + figures_of(table, kQuery).self_ms, 10);
  EXPECT_THAT(table.tree(), SizeIs(3));
}

TEST(PhaseTable, StandsTimesAtTheEndsOfTheirRange) {
  constexpr auto kFirst = std::numeric_limits<std::int64_t>::min();
  constexpr auto kLast = std::numeric_limits<std::int64_t>::max();
  const Spans spans = {{.span_id = 1, .name = kRequest, .start_ns = kFirst, .end_ns = kLast},
                       {.span_id = 2, .parent_id = 1, .name = kRequest, .start_ns = kFirst, .end_ns = kLast},
                       {.span_id = 3, .name = kParse, .start_ns = kLast, .end_ns = kFirst}};
  PhaseTable table;
  table.fold(spans, Window{kFirst, kLast});
  table.fold(spans, window_of(0, 1));
  EXPECT_EQ(figures_of(table, kRequest).total_ms, 18446744073709.551615);
  EXPECT_EQ(figures_of(table, kRequest).coverage_pct, 100);
  EXPECT_EQ(table.coverage_pct(), 100);
}

TEST(PhaseTable, BoundsItsNames) {
  PhaseTable table;
  for (std::uint32_t name = 0; name < 5000; ++name) table.fold({span_of(1, 0, name, 0, 1)}, std::nullopt);
  EXPECT_THAT(table.phases(), SizeIs(PhaseTable::kMostNames + 1));
  EXPECT_EQ(figures_of(table, kOtherName).count, 5000 - PhaseTable::kMostNames);
  EXPECT_EQ(figures_of(table, 17).count, 1U);
}

TEST(PhaseTable, FoldsLongChainsInTime) {
  Spans chain;
  for (std::uint32_t i = 1; i <= 100000; ++i) chain.push_back(span_of(i, i - 1, i % 3, i, 200000));
  const auto table = folded(chain);
  EXPECT_EQ(figures_of(table, 1).self_ms + figures_of(table, 2).self_ms + figures_of(table, 0).self_ms, 199999);
}

struct Worker {
  std::string name;
  Spans spans;
  Window window;
  std::optional<double> coverage_pct;
  bool skewed = false;
};

class PhaseTableOfAWorker : public testing::TestWithParam<Worker> {};

TEST_P(PhaseTableOfAWorker, TellsTheCoverageOfItsTime) {
  const auto table = folded(GetParam().spans, GetParam().window);
  EXPECT_EQ(table.coverage_pct(), GetParam().coverage_pct);
  EXPECT_EQ(table.skewed_workers(), GetParam().skewed ? 1U : 0U);
}

Spans spans_at(std::int64_t begin) {  // 60 ms of 80
  return {span_of(1, 0, kRequest, begin, begin + 40), span_of(2, 1, kParse, begin + 10, begin + 50),
          span_of(3, 0, kRequest, begin + 70, begin + 80)};
}

INSTANTIATE_TEST_SUITE_P(PhaseTable, PhaseTableOfAWorker,
                         testing::Values(Worker{"Inside", spans_at(1010), window_of(1000, 1100), 60},
                                         Worker{"ThatFits", spans_at(1000), window_of(1000, 1080), 75},
                                         Worker{"TooEarlyWithinTolerance", spans_at(999), window_of(1000, 1100), 60},
                                         Worker{"TooEarly", spans_at(998), window_of(1000, 1100), 60, true},
                                         Worker{"TooLateWithinTolerance", spans_at(1021), window_of(1000, 1100), 60},
                                         Worker{"TooLate", spans_at(1022), window_of(1000, 1100), 60, true},
                                         Worker{"AnHourAway", spans_at(3'600'000), window_of(1000, 1100), 60, true},
                                         Worker{"LongerThanItsTime", spans_at(1030), window_of(1000, 1050), 40},
                                         Worker{"LongerAndBefore", spans_at(0), window_of(1000, 1050), 0},
                                         Worker{"WithoutSpans", {}, window_of(1000, 1100), std::nullopt},
                                         Worker{"WithoutTime", spans_at(0), window_of(1000, 1000), std::nullopt},
                                         Worker{"WhoseClockWasSetBack", spans_at(0), window_of(1000, 900),
                                                std::nullopt}),
                         [](const auto& worker) { return worker.param.name; });

TEST(PhaseTable, CountsTheTimeOfAWorkerWithoutSpansBesideOthers) {
  PhaseTable table;
  table.fold({}, window_of(0, 100));
  EXPECT_EQ(table.coverage_pct(), std::nullopt);
  table.fold({span_of(1, 0, kParse, 0, 100)}, window_of(0, 100));
  EXPECT_EQ(table.coverage_pct(), 50);
}

// The same by definition: second for second (here milliseconds), span for span, without thought of time or memory.
class Reference {
 public:
  explicit Reference(const Spans& spans) : spans_(spans), parents_(spans.size(), kNone) {
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const auto same = std::ranges::find(spans, spans[i].parent_id, &SpanRecord::span_id);
      if (spans[i].parent_id != 0 && same != spans.end()) parents_[i] = static_cast<std::size_t>(same - spans.begin());
    }
  }

  struct Sums {
    double total = 0, self = 0, outermost = 0, covered = 0;
  };
  using Path = std::vector<std::uint32_t>;

  std::map<std::uint32_t, Sums> phases;
  std::map<Path, Sums> tree;
  std::set<std::int64_t> moments;

  void fold() {
    for (std::size_t i = 0; i < spans_.size(); ++i) {
      Path path = {spans_[i].name};
      for (auto at = parents_[i]; at != kNone; at = parents_[at]) path.insert(path.begin(), spans_[at].name);
      const double total = static_cast<double>(moments_of(i).size());
      const double covered = covered_moments(i);
      for (auto* sums : {&phases[path.back()], &tree[path]}) {
        sums->total += total;
        sums->self += total - covered;
      }
      moments.merge(moments_of(i));
      if (std::ranges::count(path, path.back()) > 1) continue;
      phases[path.back()].outermost += total;
      phases[path.back()].covered += covered;
    }
  }

 private:
  static constexpr auto kNone = std::numeric_limits<std::size_t>::max();

  std::set<std::int64_t> moments_of(std::size_t span) const {
    std::set<std::int64_t> all;
    for (auto ns = spans_[span].start_ns; ns < spans_[span].end_ns; ns += 1'000'000) all.insert(ns);
    return all;
  }

  double covered_moments(std::size_t span) const {
    double covered = 0;
    for (const auto moment : moments_of(span)) {
      for (std::size_t child = 0; child < spans_.size(); ++child) {
        if (parents_[child] != span || spans_[child].start_ns > moment || spans_[child].end_ns <= moment) continue;
        ++covered;
        break;
      }
    }
    return covered;
  }

  const Spans& spans_;
  std::vector<std::size_t> parents_;
};

// Parents are spans with a lower id, or missing; the order is random, ids come twice at times.
Spans random_spans(std::mt19937_64& random) {
  Spans spans;
  const auto size = 1 + random() % 12;
  for (std::uint64_t id = 1; id <= size; ++id) {
    const auto start = static_cast<std::int64_t>(random() % 25);
    const auto parent = random() % 10 == 0 ? 999 : random() % id;
    spans.push_back(span_of(id, parent, static_cast<std::uint32_t>(random() % 4), start,
                            start + static_cast<std::int64_t>(random() % 15)));
    if (random() % 10 == 0) spans.push_back(span_of(id, parent, 3, start, start + 5));
  }
  std::ranges::shuffle(spans, random);
  return spans;
}

std::map<Reference::Path, PhaseNode> by_path(const std::vector<PhaseNode>& nodes) {
  std::map<Reference::Path, PhaseNode> paths;
  for (const auto& node : nodes) {
    Reference::Path path = {node.name};
    for (int at = node.parent; at >= 0; at = nodes[static_cast<std::size_t>(at)].parent) {
      path.insert(path.begin(), nodes[static_cast<std::size_t>(at)].name);
    }
    EXPECT_TRUE(paths.emplace(path, node).second) << "twice in the tree";
    EXPECT_EQ(node.depth, static_cast<int>(path.size()) - 1);
  }
  return paths;
}

TEST(PhaseTable, IsTheSameByDefinition) {
  std::mt19937_64 random(3);
  for (int round = 0; round < 500; ++round) {
    SCOPED_TRACE(round);
    const auto spans = random_spans(random);
    Reference reference(spans);
    reference.fold();
    const auto table = folded(spans, window_of(0, 40));

    ASSERT_THAT(table.phases(), SizeIs(reference.phases.size()));
    for (const auto& [name, wanted] : reference.phases) {
      const auto phase = figures_of(table, name);
      ASSERT_EQ(phase.total_ms, wanted.total);
      ASSERT_EQ(phase.self_ms, wanted.self);
      ASSERT_EQ(phase.coverage_pct.has_value(), wanted.outermost > 0);
      ASSERT_NEAR(phase.coverage_pct.value_or(0) * wanted.outermost, 100 * wanted.covered, 1e-9);
    }
    const auto nodes = by_path(table.tree());
    ASSERT_THAT(nodes, SizeIs(reference.tree.size()));
    for (const auto& [path, wanted] : reference.tree) {
      ASSERT_TRUE(nodes.contains(path));
      ASSERT_EQ(nodes.at(path).total_ms, wanted.total);
      ASSERT_EQ(nodes.at(path).self_ms, wanted.self);
    }
    ASSERT_DOUBLE_EQ(table.coverage_pct().value(), 100 * static_cast<double>(reference.moments.size()) / 40);
  }
}

}  // namespace
}  // namespace perfbench::collector

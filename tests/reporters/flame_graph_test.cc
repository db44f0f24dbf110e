#include "reporters/flame_graph.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "golden.h"
#include "reporters/flame_graph_assets.h"
#include "sample_profiles.h"

namespace perfbench {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

void replace_once(std::string& text, std::string_view part, std::string_view by) {
  const std::size_t at = text.find(part);
  ASSERT_NE(at, std::string::npos) << by;
  text.replace(at, part.size(), by);
}

// Without what is in files of its own.
std::string page_without_assets(const FlameGraph& graph) {
  std::string page = render_flame_graph(graph);
  replace_once(page, flame_graph_script(), "@SCRIPT@");
  replace_once(page, flame_graph_style(), "@STYLE@");
  replace_once(page, flame_graph_script_sha256(), "@SCRIPT_HASH@");
  replace_once(page, flame_graph_style_sha256(), "@STYLE_HASH@");
  return page;
}

std::string_view data_text(std::string_view page) {
  constexpr std::string_view kBegin = "id=\"data\">";
  page.remove_prefix(page.find(kBegin) + kBegin.size());
  return page.substr(0, page.find("</script>"));
}

json data_of_page(const FlameGraph& graph) { return json::parse(data_text(render_flame_graph(graph))); }

TEST(FlameGraph, PageIsAsRecorded) {
  const StackProfile rendering = samples::rendering();
  const StackProfile before = samples::rendering_before();
  expect_golden("rendering.flame.html", page_without_assets({.title = "render", .profile = rendering}));
  expect_golden("rendering-change.flame.html",
                page_without_assets({.title = "render", .profile = rendering, .before = &before}));
  expect_golden("hostile-names.flame.html", page_without_assets({.title = "</title><script>a()</script> & \"'",
                                                                 .profile = samples::hostile_names()}));
}

TEST(FlameGraph, NoNameEndsTheScriptOrIsMarkup) {
  const std::string page = render_flame_graph({.title = "t", .profile = samples::hostile_names()});
  EXPECT_THAT(std::string(data_text(page)), Not(testing::ContainsRegex("[<>&]")));
  EXPECT_THAT(page, Not(HasSubstr("<img")));
  const json data = json::parse(data_text(page));
  EXPECT_THAT(data["frames"].dump(), HasSubstr("</script><img src=x onerror=document.title='owned'>"));
}

TEST(FlameGraph, LoadsNothing) {
  const std::string page = render_flame_graph({.title = "t", .profile = samples::rendering()});
  for (const char* way : {"http:", "https:", "url(", "@import", " src=", "href=", "fetch(", "XMLHttpRequest"}) {
    EXPECT_THAT(page, Not(HasSubstr(way))) << way;
  }
  EXPECT_THAT(page, HasSubstr("default-src 'none'; script-src 'sha256-"));
}

TEST(FlameGraph, WeightsAreOfARun) {
  StackProfile profile;
  profile.runs = 4;
  profile.add(CallStack{profile.index_of("main", "app")}, {.weight_ms = 10, .samples = 8});
  const json data = data_of_page({.title = "t", .profile = profile});
  EXPECT_EQ(data["nodes"], json::parse("[[0, -1, 0.0, 0, 2.5, 8], [0, 0, 2.5, 8, 2.5, 8]]"));
  EXPECT_EQ(data["frames"], json::parse(R"([["main", "app"]])"));
  EXPECT_EQ(data["profiles"], json::parse(R"([{"runs": 4, "samples": 8}])"));
}

TEST(FlameGraph, LossesAndWhatIsLeftOutAreSaid) {
  StackProfile profile;
  profile.runs = 1;
  profile.losses = {.lost_samples = 1,
                    .cut_names = 2,
                    .folded_frames = 3,
                    .cut_stacks = 4,
                    .unread_lines = 5,
                    .cut_runs = 6,
                    .unseen_pct = 40,
                    .without_kernel = true};
  for (std::size_t i = 0; i < FlameGraph::kMostCalls / 2 + 5; ++i) {
    const FrameIndex frame = profile.index_of(std::to_string(i), "");
    profile.add(CallStack{frame, frame}, {.weight_ms = 1, .samples = 1});
  }
  const json data = data_of_page({.title = "t", .profile = profile});
  EXPECT_EQ(data["notes"], json({std::string(kWithoutKernelNote),
                                 "40 % of the CPU time was in processes and threads too short for a sample",
                                 "6 runs recorded only until the time limit", "1 sample lost by the profiler",
                                 "4 samples with a stack cut in its middle", "3 frames folded together", "2 names cut",
                                 "5 lines of the profiler's text unread", "11 calls left out, the lightest"}));
  EXPECT_EQ(data["nodes"].size(), FlameGraph::kMostCalls);
}

}  // namespace
}  // namespace perfbench

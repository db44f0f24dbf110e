// Writes pages of flame graphs into a folder, for tests with a browser.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>

#include "reporters/flame_graph.h"
#include "sample_profiles.h"

using namespace perfbench;

namespace {

// As wide and deep as profiles of large programs: 111,111 calls.
StackProfile large_profile() {
  StackProfile profile;
  profile.runs = 1;
  constexpr int kStacks = 100'000;
  constexpr int kLevels = 5;
  for (int i = 0; i < kStacks; ++i) {
    CallStack stack = {profile.index_of("main", "large")};
    for (int level = 0, rest = i; level < kLevels; ++level, rest /= 10) {
      stack.push_back(profile.index_of(fmt::format("level_{}::function_{}", level, rest % 10), "large"));
    }
    profile.add(stack, {.weight_ms = 0.5 + i % 7, .samples = 1 + i % 7});
  }
  return profile;
}

// The same times, seen half as often.
StackProfile sampled_half_as_often(const StackProfile& profile) {
  StackProfile sparse;
  sparse.runs = profile.runs;
  for (const auto& [stack, weight] : profile.stacks()) {
    CallStack frames;
    for (const FrameIndex index : stack) {
      frames.push_back(sparse.index_of(profile.frames()[index].function, profile.frames()[index].module));
    }
    sparse.add(frames, {.weight_ms = weight.weight_ms, .samples = weight.samples / 2});
  }
  return sparse;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  const std::filesystem::path folder = argv[1];
  const auto write = [&](const char* name, const FlameGraph& graph) {
    std::ofstream(folder / name, std::ios::binary) << render_flame_graph(graph);
  };
  const StackProfile rendering = samples::rendering();
  const StackProfile before = samples::rendering_before();
  write("rendering.html", {.title = "render: where the time went", .profile = rendering});
  write("change.html", {.title = "render: what changed", .profile = rendering, .before = &before});
  const StackProfile sparse = sampled_half_as_often(rendering);
  write("rates.html", {.title = "render: nothing changed", .profile = rendering, .before = &sparse});
  write("hostile.html",
        {.title = "</title><script>document.title='owned'</script>", .profile = samples::hostile_names()});
  write("large.html", {.title = "large", .profile = large_profile()});
  write("empty.html", {.title = "nothing", .profile = StackProfile{}});
  return 0;
}

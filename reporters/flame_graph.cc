#include "reporters/flame_graph.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "model/counted.h"
#include "reporters/call_tree.h"
#include "reporters/flame_graph_assets.h"
#include "reporters/xml_text.h"

namespace perfbench {

namespace {

using nlohmann::json;

json milliseconds_a_run(const StackWeight& weight, const StackProfile& profile) {
  constexpr double kDigits = 1e4;
  return std::round(weight.weight_ms / std::max(profile.runs, 1) * kDigits) / kDigits;
}

// [self ms, self samples, total ms, total samples]
void append_weights(json& row, const CallNode& node, std::size_t place, const StackProfile& profile) {
  for (const StackWeight& weight : {node.self[place], node.total[place]}) {
    row.push_back(milliseconds_a_run(weight, profile));
    row.push_back(weight.samples);
  }
}

std::vector<std::string> notes_of(const FlameGraph& graph, const CallTree& tree) {
  std::vector<std::string> notes;
  const auto note = [&](long long count, std::string_view noun, std::string_view what) {
    if (count > 0) notes.push_back(fmt::format("{} {}", counted(count, noun), what));
  };
  const ProfileLosses& losses = graph.profile.losses;
  if (losses.without_kernel) notes.emplace_back(kWithoutKernelNote);
  if (losses.unseen_pct > 0) {
    notes.push_back(
        fmt::format("{} % of the CPU time was in processes and threads too short for a sample", losses.unseen_pct));
  }
  note(losses.cut_runs, "run", "recorded only until the time limit");
  note(losses.lost_samples, "sample", "lost by the profiler");
  note(losses.cut_stacks, "sample", "with a stack cut in its middle");
  note(losses.folded_frames, "frame", "folded together");
  note(losses.cut_names, "name", "cut");
  note(losses.unread_lines, "line", "of the profiler's text unread");
  note(static_cast<long long>(tree.left_out), "call", "left out, the lightest");
  return notes;
}

json runs_of(const FlameGraph& graph) {
  json runs = json::array();
  for (const StackProfile* profile : {&graph.profile, graph.before}) {
    if (profile == nullptr) continue;
    runs.push_back({{"runs", profile->runs}, {"samples", profile->total().samples}});
  }
  return runs;
}

// With every '<', '>' and '&' as \u003c, so that no name ends the script, begins a comment in it or is markup.
std::string script_safe(const json& data) {
  std::string safe;
  for (const char c : data.dump(-1, ' ', true, json::error_handler_t::replace)) {
    if (c == '<' || c == '>' || c == '&') {
      safe += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
    } else {
      safe += c;
    }
  }
  return safe;
}

std::string data_of(const FlameGraph& graph) {
  const CallTree tree = make_call_tree(graph.profile, graph.before, FlameGraph::kMostCalls);
  json frames = json::array();
  std::vector<std::size_t> written(tree.frames.size(), 0);  // place among the frames that are, from 1
  json nodes = json::array();
  for (const CallNode& node : tree.nodes) {
    json row = json::array({node.parent, -1});
    if (!nodes.empty()) {
      if (written[node.frame] == 0) {
        frames.push_back({tree.frames[node.frame].function, tree.frames[node.frame].module});
        written[node.frame] = frames.size();
      }
      row[1] = written[node.frame] - 1;
    }
    append_weights(row, node, 0, graph.profile);
    if (graph.before != nullptr) append_weights(row, node, 1, *graph.before);
    nodes.push_back(std::move(row));
  }
  return script_safe({{"profiles", runs_of(graph)},
                      {"notes", notes_of(graph, tree)},
                      {"frames", std::move(frames)},
                      {"nodes", std::move(nodes)}});
}

std::string policy() {
  return fmt::format("default-src 'none'; script-src '{}'; style-src '{}'; base-uri 'none'; form-action 'none'",
                     flame_graph_script_sha256(), flame_graph_style_sha256());
}

std::string part_of_page(std::string_view name, const FlameGraph& graph) {
  if (name == "TITLE") return xml_escaped_line(graph.title);
  if (name == "POLICY") return policy();
  if (name == "STYLE") return std::string(flame_graph_style());
  if (name == "DATA") return data_of(graph);
  return std::string(flame_graph_script());
}

}  // namespace

std::string render_flame_graph(const FlameGraph& graph) {
  std::string page;
  std::string_view rest = flame_graph_page();
  while (true) {
    const std::size_t begin = rest.find('@');
    page += rest.substr(0, begin);
    if (begin == std::string_view::npos) return page;
    const std::size_t end = rest.find('@', begin + 1);
    page += part_of_page(rest.substr(begin + 1, end - begin - 1), graph);
    rest.remove_prefix(end + 1);
  }
}

}  // namespace perfbench

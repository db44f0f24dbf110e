// Spans by the path of names that leads to them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <unordered_map>
#include <vector>

namespace perfbench::collector {

// In the place of a name: all that had no room.
constexpr auto kOtherName = std::numeric_limits<std::uint32_t>::max();

struct PhaseNode {
  std::uint32_t name = 0;
  int parent = -1;  // index into the list; -1 of a root
  int depth = 0;    // 0 of a root
  std::uint64_t count = 0;
  double total_ms = 0;
  double self_ms = 0;
};

// Beyond kMostNodes or kMostDepth, what is new below a node becomes one node there, named kOtherName, together with all
// below it.
class PhaseTree {
 public:
  static constexpr std::size_t kMostNodes = 2000;  // that have names of their own
  static constexpr int kMostDepth = 64;            // likewise: levels

  using NodeIndex = std::uint32_t;
  static constexpr NodeIndex kTop = 0;  // above the roots; no span is there

  PhaseTree() : nodes_(1) {}

  // Makes it where there is none.
  NodeIndex child(NodeIndex parent, std::uint32_t name);
  void add(NodeIndex node, std::uint64_t duration_ns, std::uint64_t self_ns);

  // Parents before their children, siblings by total time, most first.
  std::vector<PhaseNode> nodes() const;

 private:
  struct Node {
    std::uint32_t name = 0;
    NodeIndex parent = kTop;
    int depth = -1;
    std::uint64_t count = 0;
    std::uint64_t total_ns = 0;
    std::uint64_t self_ns = 0;
  };

  std::vector<Node> nodes_;
  std::size_t named_ = 0;
  std::unordered_map<std::uint64_t, NodeIndex> children_;  // by parent and name
};

}  // namespace perfbench::collector

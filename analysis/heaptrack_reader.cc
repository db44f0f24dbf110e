#include "analysis/heaptrack_reader.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <utility>

#include "analysis/folded_stacks_reader.h"
#include "analysis/library_code.h"
#include "model/heaptrack_arguments.h"

namespace perfbench {

namespace {

using SiteName = std::pair<std::string, std::string>;  // function and source
using Cost = long long HeapCosts::*;

constexpr std::array kCosts = {&HeapCosts::peak_bytes, &HeapCosts::leaked_bytes, &HeapCosts::allocations,
                               &HeapCosts::temporary_allocations};

// "app::load(int) (load.cc)" or "0x55da51573277"
SiteName site_name(const std::string& text) {
  constexpr std::string_view kAddress = "0x";
  if (text.starts_with(kAddress)) return {std::string(kUnknownFunction), ""};
  const std::size_t at = text.ends_with(')') ? text.rfind(" (") : std::string::npos;
  if (at == std::string::npos || at == 0) return {text, ""};
  return {text.substr(0, at), text.substr(at + 2, text.size() - at - 3)};
}

// "void std::vector<>::reserve(unsigned long)": here names have the types that they take and return.
bool works_for_caller(const SiteName& site) {
  const std::string_view head = std::string_view(site.first).substr(0, site.first.find('('));
  const std::string_view last_word = head.substr(head.rfind(' ') + 1);  // npos + 1 is 0
  return is_library_code({.function = std::string(head), .module = ""}) ||
         is_library_code({.function = std::string(last_word), .module = ""});
}

class HeapSites {
 public:
  void add(const StackProfile& profile, Cost cost) {
    std::vector<SiteName> names;
    std::vector<bool> of_library;
    for (const StackFrame& frame : profile.frames()) {
      names.push_back(site_name(frame.function));
      of_library.push_back(works_for_caller(names.back()));
    }
    for (const auto& [stack, weight] : profile.stacks()) {
      const auto own = std::find_if(stack.rbegin(), stack.rend(), [&](FrameIndex index) { return !of_library[index]; });
      costs_[names[own == stack.rend() ? stack.back() : *own]].*cost += weight.samples;
    }
    whole_.*cost = profile.total().samples;
  }

  HeapFigures figures(std::size_t most) const {
    std::set<SiteName> kept;
    for (const Cost cost : kCosts) {
      for (const auto* site : ranked(cost, most)) kept.insert(site->first);
    }
    HeapFigures figures{.whole = whole_, .sites = {}};
    for (const auto* site : ranked(&HeapCosts::peak_bytes, costs_.size())) {
      if (!kept.contains(site->first)) continue;
      figures.sites.push_back({.function = site->first.first, .source = site->first.second, .costs = site->second});
    }
    return figures;
  }

 private:
  using Entry = std::map<SiteName, HeapCosts>::value_type;

  // Those of most cost first, and none of no cost where fewer are asked for than there are.
  std::vector<const Entry*> ranked(Cost cost, std::size_t most) const {
    std::vector<const Entry*> sites;
    for (const Entry& site : costs_) sites.push_back(&site);
    std::ranges::stable_sort(
        sites, [&](const Entry* one, const Entry* other) { return one->second.*cost > other->second.*cost; });
    if (most >= sites.size()) return sites;
    sites.resize(most);
    std::erase_if(sites, [&](const Entry* site) { return site->second.*cost == 0; });
    return sites;
  }

  HeapCosts whole_;
  std::map<SiteName, HeapCosts> costs_;
};

}  // namespace

Result<HeapFigures> read_heaptrack(const HeaptrackStacks& stacks, std::size_t most, const std::string& origin) {
  const std::array texts = {stacks.peak, stacks.leaked, stacks.allocations, stacks.temporary};
  HeapSites sites;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    // One line a stack, a blank before its cost: folded stacks, whose numbers are the costs.
    const auto profile = read_folded_stacks(texts[i], origin + " (" + std::string(kHeaptrackCosts[i]) + ")");
    if (!profile) return fail(profile.error());
    sites.add(*profile, kCosts[i]);
  }
  HeapFigures figures = sites.figures(most);
  if (figures.whole.allocations > 0) return figures;
  return fail({.kind = ErrorKind::plan,
               .what = "heaptrack saw no allocation",
               .where = origin,
               .cause = "",
               .advice = "It tells of the program that it starts, not of those that this one starts."});
}

}  // namespace perfbench

#include "analysis/sla_language.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>
#include <utility>

#include "model/figure_catalogue.h"

namespace perfbench {

namespace {

constexpr std::string_view kExample = R"(A rule is written like "latency_ms.p95 <= 250ms".)";
constexpr std::size_t kMostSuggestions = 8;

// What a rule is made of, before any of it is understood.
struct RuleParts {
  std::string_view path;
  std::string_view comparison;
  std::string_view limit;
};

bool is_comparison_character(char c) { return c == '<' || c == '>' || c == '=' || c == '!'; }

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n\f\v";
  const std::size_t first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

// Where the comparison begins: the first of its characters that stands in no ["..."]; npos without one.
std::size_t find_comparison(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && is_comparison_character(text[i])) {
      return i;
    }
  }
  return std::string_view::npos;
}

class RuleParser {
 public:
  RuleParser(std::string_view text, RuleOrigin origin, std::string origin_name)
      : text_(trimmed(text)), origin_(origin), origin_name_(std::move(origin_name)) {}

  Result<SlaRule> parse() const {
    const auto parts = split();
    if (!parts) return fail(parts.error());
    const auto comparison = comparison_of(parts->comparison);
    if (!comparison) return fail(comparison.error());
    const auto figure = figure_of(parts->path);
    if (!figure) return fail(figure.error());
    const auto limit = limit_of(parts->limit, *figure);
    if (!limit) return fail(limit.error());
    return SlaRule{.path = figure->path,
                   .comparison = *comparison,
                   .limit = *limit,
                   .unit = figure->unit,
                   .probe = figure->probe,
                   .origin = origin_,
                   .text = std::string(text_),
                   .origin_name = origin_name_};
  }

 private:
  Result<RuleParts> split() const {
    if (text_.empty()) return error("the rule is empty", kExample);
    const std::size_t start = find_comparison(text_);
    if (start == std::string_view::npos) return error("there is no comparison in it", kExample);
    std::size_t end = start;
    while (end < text_.size() && is_comparison_character(text_[end])) ++end;
    const RuleParts parts{.path = trimmed(text_.substr(0, start)),
                          .comparison = text_.substr(start, end - start),
                          .limit = trimmed(text_.substr(end))};
    if (parts.path.empty()) return error("there is no figure before the comparison", kExample);
    if (parts.limit.empty()) return error("there is no limit after the comparison", kExample);
    return parts;
  }

  Result<Comparison> comparison_of(std::string_view text) const {
    for (const Comparison comparison : kComparisons) {
      if (symbol(comparison) == text) return comparison;
    }
    return error(fmt::format("'{}' is no comparison", text), "The comparisons are <= < >= > == and !=.");
  }

  Result<FigureSpec> figure_of(std::string_view text) const {
    const auto path = parse_figure_path(text);
    if (!path) return error(path.error().what, path.error().advice);
    if (auto figure = find_figure(*path)) return *figure;
    const std::string name = to_string(*path);
    const std::vector<std::string> held = figures_below(*path);
    if (!held.empty()) {
      return error(fmt::format("{} is no figure but holds several", name),
                   fmt::format("Name one of them: {}.", fmt::join(held, ", ")));
    }
    return error(fmt::format("there is no figure {}", name),
                 fmt::format("The nearest are {}.", fmt::join(nearest_figures(*path), ", ")));
  }

  static std::vector<std::string> figures_below(const FigurePath& path) {
    std::vector<std::string> names;
    for (const FigureSpec& known : figure_catalogue()) {
      const auto& segments = known.path.segments;
      const auto& prefix = path.segments;
      if (segments.size() <= prefix.size() || !std::equal(prefix.begin(), prefix.end(), segments.begin())) continue;
      if (names.size() == kMostSuggestions) {
        names.emplace_back("...");
        break;
      }
      names.push_back(to_string(known.path));
    }
    FigurePath named_by_worker = path;
    named_by_worker.segments.emplace_back("a.name");
    if (names.empty() && find_figure(named_by_worker)) names.push_back(to_string(named_by_worker));
    return names;
  }

  // The number at the head of `text`, in the figure's unit.
  Result<double> limit_of(std::string_view text, const FigureSpec& figure) const {
    double number = 0;
    const auto [end, status] = std::from_chars(text.data(), text.data() + text.size(), number);
    const auto length = static_cast<std::size_t>(end - text.data());
    if (status == std::errc::result_out_of_range) {
      return error(fmt::format("the number {} is out of range", text.substr(0, length)), "");
    }
    if (status != std::errc{} || !std::isfinite(number)) {
      return error(fmt::format("the limit '{}' does not begin with a number", text), kExample);
    }
    const std::string_view suffix = trimmed(text.substr(length));
    const auto factor = conversion_factor(suffix, figure.unit);
    if (!factor) return wrong_unit(suffix, figure);
    // The factors below 1 are rounded, their inverses are whole: dividing keeps 2300us = 2.3 ms.
    const double limit = *factor < 1 ? number / std::round(1 / *factor) : number * *factor;
    if (!std::isfinite(limit)) return error(fmt::format("the limit {} is out of range", text), "");
    return limit;
  }

  tl::unexpected<Error> wrong_unit(std::string_view suffix, const FigureSpec& figure) const {
    const std::string name = to_string(figure.path);
    const std::vector<std::string_view> allowed = suffixes_of(figure.unit);
    if (allowed.empty()) {
      return error(fmt::format("'{}' cannot follow the number: {} has no unit", suffix, name),
                   "Write the number alone.");
    }
    return error(
        fmt::format("'{}' is no unit of {}", suffix, name),
        fmt::format("It may be given in {}; a number alone is in {}.", fmt::join(allowed, ", "), symbol(figure.unit)));
  }

  tl::unexpected<Error> error(std::string what, std::string_view advice) const {
    std::string where = fmt::format("rule '{}'", text_);
    if (!origin_name_.empty()) where = fmt::format("profile '{}', {}", origin_name_, where);
    return fail({.kind = ErrorKind::plan,
                 .what = std::move(what),
                 .where = std::move(where),
                 .cause = "",
                 .advice = std::string(advice)});
  }

  std::string_view text_;
  RuleOrigin origin_;
  std::string origin_name_;
};

}  // namespace

Result<SlaRule> parse_sla_rule(std::string_view text, RuleOrigin origin, std::string origin_name) {
  return RuleParser(text, origin, std::move(origin_name)).parse();
}

}  // namespace perfbench

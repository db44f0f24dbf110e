#include "model/check_text.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "model/clean_text.h"
#include "model/human_number.h"
#include "model/plain_number.h"

namespace perfbench {

namespace {

constexpr int kMostDecimals = 9;
constexpr double kLargestPlain = 1e15;

// 200000 as people write it, though 2e+05 would be shorter.
std::string limit_number(const SlaRule& rule) {
  const double magnitude = std::abs(rule.limit);
  const bool is_plain = magnitude >= 1 && magnitude < kLargestPlain;
  return with_unit(is_plain ? plain_decimal(rule.limit) : shortest_number(rule.limit), rule.unit);
}

bool looks_like(const std::string& number, double limit) { return std::strtod(number.c_str(), nullptr) == limit; }

}  // namespace

std::string figure_name(const Check& check) { return clean_line(to_string(check.rule.path)); }

std::string figure_text(const Check& check) {
  if (!check.figure) return std::string(to_string(check.status));
  if (!std::isfinite(*check.figure)) return "not a number";
  const double figure = *check.figure;
  int decimals = std::nearbyint(figure) == figure ? 0 : decimals_for(figure);
  std::string number = human_number(figure, decimals);
  while (figure != check.rule.limit && looks_like(number, check.rule.limit) && decimals < kMostDecimals) {
    number = human_number(figure, ++decimals);
  }
  if (figure != check.rule.limit && looks_like(number, check.rule.limit)) number = shortest_number(figure);
  return with_unit(std::move(number), check.rule.unit);
}

std::string limit_text(const Check& check) {
  return fmt::format("{} {}", symbol(check.rule.comparison), limit_number(check.rule));
}

std::string margin_text(const Check& check) {
  if (!check.margin_pct || !std::isfinite(*check.margin_pct)) return "";
  const double margin = *check.margin_pct;
  const bool rounds_to_zero = margin != 0 && std::abs(margin) < 0.05;
  return rounds_to_zero ? fmt::format("{:+.2g} %", margin) : fmt::format("{:+.1f} %", margin);
}

std::string rule_text(const SlaRule& rule) {
  if (std::string text = clean_line(rule.text); !text.empty()) return text;
  return fmt::format("{} {} {}", clean_line(to_string(rule.path)), symbol(rule.comparison), limit_number(rule));
}

std::string check_sentence(const Check& check) {
  const std::string_view verb = check.status == CheckStatus::not_sampled ? "was" : "is";
  std::string sentence =
      fmt::format("{} {} {}, limit {}", figure_name(check), verb, figure_text(check), limit_text(check));
  const std::string margin = margin_text(check);
  if (!margin.empty()) sentence += ", margin " + margin;
  if (check.figure && check.status == CheckStatus::not_gated) sentence += ", not gated";
  if (!check.reason.empty()) sentence += fmt::format(" ({})", clean_line(check.reason));
  return sentence;
}

}  // namespace perfbench

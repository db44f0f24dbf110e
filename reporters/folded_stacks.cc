#include "reporters/folded_stacks.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "model/plain_number.h"

namespace perfbench {

namespace {

long long microseconds(const StackWeight& weight) {
  constexpr double kMost = 1e15;
  return std::llround(std::min(weight.weight_ms * 1e3, kMost));
}

std::string escaped_name(std::string_view name) {
  std::string escaped;
  for (const char c : name) {
    if (c == '%') {
      escaped += "%25";
    } else if (c == ';') {
      escaped += "%3B";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

std::string folded_frame_text(const StackFrame& frame) {
  std::string text = escaped_name(frame.function);
  if (text.starts_with('#')) text.replace(0, 1, "%23");
  const bool looks_like_module = text.ends_with(']') && text.find(" [") != std::string::npos;
  if (frame.module.empty() && !looks_like_module) return text;
  std::string module = escaped_name(frame.module);
  for (std::size_t at = 0; (at = module.find(" [", at)) != std::string::npos;) module.replace(at, 1, "%20");
  return text + " [" + module + "]";
}

// Of the weights as they are written.
double period_us(const StackProfile& profile) {
  double sum = 0;
  for (const auto& [stack, weight] : profile.stacks()) sum += static_cast<double>(microseconds(weight));
  return profile.total().samples > 0 ? sum / static_cast<double>(profile.total().samples) : 0;
}

std::string folded_header(const StackProfile& profile, double period) {
  std::string header = fmt::format("# perfbench folded stacks 1; runs={};", profile.runs);
  if (period > 0) header += fmt::format(" period_us={};", plain_decimal(period));
  const auto loss = [&](std::string_view name, long long count) {
    if (count > 0) header += fmt::format(" {}={};", name, count);
  };
  loss("lost_samples", profile.losses.lost_samples);
  loss("cut_names", profile.losses.cut_names);
  loss("folded_frames", profile.losses.folded_frames);
  loss("cut_stacks", profile.losses.cut_stacks);
  loss("unread_lines", profile.losses.unread_lines);
  loss("cut_runs", profile.losses.cut_runs);
  loss("unseen_pct", profile.losses.unseen_pct);
  loss("without_kernel", profile.losses.without_kernel ? 1 : 0);
  return header + "\n";
}

}  // namespace

void write_folded_stacks(const StackProfile& profile, const ByteSink& sink) {
  const double period = period_us(profile);
  sink(folded_header(profile, period));
  std::vector<std::string> names;
  for (const StackFrame& frame : profile.frames()) names.push_back(folded_frame_text(frame));
  std::string line;
  for (const StackProfile::Entry* entry : profile.stacks_by_name()) {
    const auto& [stack, weight] = *entry;
    const long long us = microseconds(weight);
    const bool told = period > 0 && std::llround(static_cast<double>(us) / period) == weight.samples;
    line = told ? "" : fmt::format("# samples={};\n", weight.samples);
    for (const FrameIndex index : stack) line += names[index] + ";";
    line.back() = ' ';
    sink(line + fmt::format("{}\n", us));
  }
}

}  // namespace perfbench

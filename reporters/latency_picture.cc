#include "reporters/latency_picture.h"

#include "model/check_text.h"
#include "reporters/run_text.h"

namespace perfbench {

namespace {

PlotTone tone_of(Verdict verdict) {
  switch (verdict) {
    case Verdict::pass:
      return PlotTone::good;
    case Verdict::fail:
    case Verdict::error:
      return PlotTone::bad;
    case Verdict::inconclusive:
      break;
  }
  return PlotTone::neutral;
}

std::string subtitle_of(const RunResult& result) {
  std::string text = workload_text(result.plan, "×");
  if (!result.judgement.reason.empty()) text += "; " + result.judgement.reason;
  return text;
}

bool is_on_latency(const Check& check) {
  const auto& segments = check.rule.path.segments;
  return segments.size() == 2 && segments.front() == "latency_ms" && check.status != CheckStatus::not_gated;
}

}  // namespace

LatencyPlot latency_plot_of(const RunResult& result) {
  LatencyPlot plot;
  plot.heading = {.title = result.plan.name,
                  .subtitle = subtitle_of(result),
                  .verdict = verdict_word(result.judgement.verdict),
                  .tone = tone_of(result.judgement.verdict)};
  plot.durations_ms.reserve(result.record.iterations.size());
  for (const IterationRecord& iteration : result.record.iterations) {
    plot.durations_ms.push_back(iteration.figures.duration_ms);
  }
  for (const Check& check : result.judgement.checks) {
    if (!is_on_latency(check)) continue;
    plot.lines.push_back({.label = check.rule.path.segments.back() + " " + limit_text(check),
                          .value = check.rule.limit,
                          .kind = is_broken(check.status) ? PlotLine::Kind::broken_limit : PlotLine::Kind::kept_limit});
  }
  plot.p50_ms = result.summary.value("latency_ms.p50");
  plot.p95_ms = result.summary.value("latency_ms.p95");
  return plot;
}

}  // namespace perfbench

#include "reporters/latency_picture.h"

#include "model/check_text.h"
#include "model/counted.h"
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

std::string with_reason(const std::string& text, const std::string& reason) {
  return reason.empty() ? text : text + "; " + reason;
}

bool is_on_latency(const Check& check) {
  const auto& segments = check.rule.path.segments;
  return segments.size() == 2 && segments.front() == "latency_ms" && check.status != CheckStatus::not_gated;
}

// What the picture shows of the judgement and the summary.
void add_limits_and_quantiles(LatencyPlot& plot, const std::vector<Check>& checks, const Summary& summary) {
  for (const Check& check : checks) {
    if (!is_on_latency(check)) continue;
    plot.lines.push_back({.label = check.rule.path.segments.back() + " " + limit_text(check),
                          .value = check.rule.limit,
                          .kind = is_broken(check.status) ? PlotLine::Kind::broken_limit : PlotLine::Kind::kept_limit});
  }
  plot.p50_ms = summary.value("latency_ms.p50");
  plot.p95_ms = summary.value("latency_ms.p95");
}

}  // namespace

LatencyPlot latency_plot_of(const RunResult& result) {
  LatencyPlot plot;
  plot.heading = {.title = result.plan.name,
                  .subtitle = with_reason(workload_text(result.plan, "×"), result.judgement.reason),
                  .verdict = verdict_word(result.judgement.verdict),
                  .tone = tone_of(result.judgement.verdict)};
  plot.durations_ms.reserve(result.record.iterations.size());
  for (const IterationRecord& iteration : result.record.iterations) {
    plot.durations_ms.push_back(iteration.figures.duration_ms);
  }
  add_limits_and_quantiles(plot, result.judgement.checks, result.summary);
  return plot;
}

LatencyPlot latency_plot_of(const SavedRun& run) {
  LatencyPlot plot;
  const auto iterations = static_cast<long long>(run.durations_ms.size());
  plot.heading.title = run.test_name;
  plot.heading.subtitle = with_reason(counted(iterations, "iteration"), run.reason);
  for (const Verdict verdict : {Verdict::pass, Verdict::fail, Verdict::inconclusive, Verdict::error}) {
    if (run.result.verdict != to_string(verdict)) continue;
    plot.heading.verdict = verdict_word(verdict);
    plot.heading.tone = tone_of(verdict);
  }
  plot.durations_ms.assign(run.durations_ms.begin(), run.durations_ms.end());
  add_limits_and_quantiles(plot, run.checks, run.result.summary);
  return plot;
}

}  // namespace perfbench

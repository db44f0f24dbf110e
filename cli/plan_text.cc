#include "plan_text.h"

#include <fmt/format.h>

#include <string>
#include <vector>

#include "model/byte_size.h"
#include "model/duration.h"
#include "model/emulation.h"
#include "model/shell_word.h"

namespace perfbench {

namespace {

std::string limits_text(const WorkerLimits& limits) {
  std::vector<std::string> texts;
  if (limits.memory_bytes) texts.push_back(fmt::format("memory {}", byte_size_text(*limits.memory_bytes)));
  if (limits.cpus) texts.push_back(fmt::format("{:g} processors", *limits.cpus));
  if (limits.pids) texts.push_back(fmt::format("{} processes and threads", *limits.pids));
  return fmt::format("{}", fmt::join(texts, ", "));
}

std::string more_probes_text(const ProbePlan& probes) {
  std::vector<std::string> texts;
  if (probes.attach_sampling) texts.push_back(fmt::format("time series every {:g} ms", to_ms(probes.attach_interval)));
  if (probes.snapshots) texts.emplace_back("memory snapshots");
  if (probes.counters) texts.emplace_back("event counters");
  return fmt::format("{}", fmt::join(texts, ", "));
}

// What is run after the measured iterations.
std::string extra_text(const ProbePlan& probes) {
  std::vector<std::string> texts;
  const std::string limit = fmt::format("{:g} s at most", to_seconds(probes.hotspot_limit));
  if (probes.hotspots) texts.push_back(fmt::format("iterations under perf ({})", limit));
  if (probes.heap) texts.emplace_back("one under heaptrack");
  if (probes.callgrind) texts.emplace_back("one under valgrind");
  if (probes.explain && !probes.hotspots) {
    texts.push_back(fmt::format("if a rule on time is broken, and once a day: iterations under perf ({})", limit));
  }
  return fmt::format("{}", fmt::join(texts, ", "));
}

}  // namespace

std::string describe_plan(const Plan& plan) {
  std::string text =
      fmt::format("{}: {}\n", plan.name, plan.worker.argv.empty() ? "(no command)" : plan.worker.display);
  if (is_emulated(plan.worker)) text += fmt::format("  emulator      {}\n", quote_words(plan.worker.emulator));
  if (!plan.profile.empty()) text += fmt::format("  profile       {}\n", plan.profile);
  text += fmt::format("  workload      {} warm-up + {} iterations, {} in parallel\n", plan.warmup, plan.iterations,
                      plan.concurrency);
  text += fmt::format("  worker        ends after {:g} s\n", to_seconds(plan.worker.timeout));
  if (plan.worker.limits.any()) text += fmt::format("  limits        {}\n", limits_text(plan.worker.limits));
  if (plan.deadline) text += fmt::format("  deadline      {:g} s\n", to_seconds(*plan.deadline));
  text += fmt::format("  probes        tree every {:g} ms, descriptors and children every {:g} ms\n",
                      to_ms(plan.probe_interval), to_ms(plan.monitor_interval));
  if (const std::string more = more_probes_text(plan.probes); !more.empty()) {
    text += fmt::format("  more probes   {}\n", more);
  }
  if (const std::string extra = extra_text(plan.probes); !extra.empty())
    text += fmt::format("  afterwards    {}\n", extra);
  text += fmt::format("  cgroup        {}\n", to_string(plan.probes.cgroup));
  text += fmt::format("  telemetry     {}\n", plan.telemetry.enabled ? "OpenTelemetry is received" : "off");
  for (const SignalGroup& group : plan.telemetry.signals) {
    text += fmt::format("  signal        {}: {}\n", group.name, group.pattern);
  }
  for (const EnvironmentVariable& variable : plan.worker.environment) {
    text += fmt::format("  environment   {} (value not shown)\n", variable.name);
  }
  for (const SlaRule& rule : plan.rules) {
    text += fmt::format("  SLA           {}{}\n", rule.text,
                        rule.origin_name.empty() ? "" : fmt::format("   (profile {})", rule.origin_name));
  }
  text += fmt::format("  results       {}\n", plan.out_dir.string());
  return text;
}

}  // namespace perfbench

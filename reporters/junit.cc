#include "reporters/junit.h"

#include <fmt/format.h>

#include <cmath>

#include "model/check_text.h"
#include "model/clean_text.h"
#include "model/duration.h"
#include "model/emulation.h"
#include "model/ending.h"
#include "model/plain_number.h"
#include "model/shell_word.h"
#include "reporters/diagnosis_text.h"
#include "reporters/junit_suite.h"
#include "reporters/worker_failures.h"

namespace perfbench {

namespace {

// Always there, so that no suite is empty: a reader takes an empty one for "nothing was tested".
constexpr const char* kCompletionCase = "run completed";
constexpr std::size_t kMostJunitFailures = 10;
constexpr std::size_t kJunitStderrLines = 10;

void add_properties(JunitSuite& suite, const RunResult& result) {
  suite.add_property("verdict", to_string(result.judgement.verdict));
  suite.add_property("command", result.plan.worker.display);
  if (is_emulated(result.plan.worker)) suite.add_property("emulator", quote_words(result.plan.worker.emulator));
  if (!result.run_dir.empty()) suite.add_property("run_dir", result.run_dir.string());
  for (const Figure& figure : result.summary.figures) {
    if (figure.value && std::isfinite(*figure.value)) {
      suite.add_property(to_string(figure.path), shortest_number(*figure.value));
    }
  }
}

std::string failed_workers_text(const RunRecord& record) {
  const WorkerFailures failed = worker_failures(record, kMostJunitFailures);
  std::string text;
  for (const WorkerFailure& failure : failed.shown) {
    text += fmt::format("{}: {}\n", failure.where, failure.outcome);
    for (const std::string& line : last_lines(failure.stderr_tail, kJunitStderrLines)) text += "  " + line + "\n";
  }
  if (failed.more > 0) text += fmt::format("and {} more\n", failed.more);
  return text;
}

// None where the run came to no folder.
std::string results_line(const RunResult& result) {
  return result.run_dir.empty() ? "" : fmt::format("results: {}\n", result.run_dir.string());
}

std::string failure_body(const Check& check, const RunResult& result) {
  std::string body = check_sentence(check) + "\n";
  body += fmt::format("\nrule:    {}\nfigure:  {}\nvalue:   {}\nlimit:   {}\n", rule_text(check.rule),
                      figure_name(check), figure_text(check), limit_text(check));
  if (const std::string margin = margin_text(check); !margin.empty()) body += fmt::format("margin:  {}\n", margin);
  if (!check.rule.origin_name.empty()) body += fmt::format("profile: {}\n", check.rule.origin_name);
  const bool is_explained = check.status == CheckStatus::fail && is_on_time(check.rule);
  if (result.diagnosis && is_explained) body += "\n" + diagnosis_lines(*result.diagnosis) + "\n";
  return body + results_line(result);
}

void add_check(JunitSuite& suite, const Check& check, const RunResult& result) {
  // The run's time belongs to its completion: a reader sums the cases.
  const JunitSuite::Case test = suite.add_case(rule_text(check.rule), "0.000");
  if (is_broken(check.status)) {
    suite.add_failure(test, check.status == CheckStatus::fail ? "sla.broken" : "sla.unavailable", check_sentence(check),
                      failure_body(check, result));
  } else if (check.status == CheckStatus::not_sampled || check.status == CheckStatus::not_gated) {
    suite.add_skipped(test, check_sentence(check));
  }
}

std::string first_of(const std::string& text, const std::string& otherwise) { return text.empty() ? otherwise : text; }

void add_completion(JunitSuite& suite, const RunResult& result, std::string_view time) {
  const Judgement& judgement = result.judgement;
  const std::string ending = describe_ending(result.plan, result.record);
  const JunitSuite::Case test = suite.add_case(kCompletionCase, time);
  const std::string message = first_of(ending, first_of(judgement.reason, "no reason was given"));
  const std::string body = message + "\n" + results_line(result);
  if (result.record.ending == Ending::interrupted) {
    suite.add_error(test, "run.interrupted", message, body);
  } else if (judgement.verdict == Verdict::error) {
    suite.add_error(test, "run.error", message, body);
  } else if (result.record.ending == Ending::deadline) {
    suite.add_failure(test, "run.deadline", message, body);
  } else if (judgement.verdict == Verdict::inconclusive) {
    suite.add_skipped(test, "inconclusive: " + message);
  }
}

std::string single_error(const Plan& plan, std::chrono::system_clock::time_point started, std::string_view type,
                         std::string_view message, std::string_view body) {
  JunitSuite suite(plan, started, "");
  suite.add_error(suite.add_case(kCompletionCase, "0.000"), type, message, body);
  return suite.finish("0.000");
}

}  // namespace

std::string render_junit(const RunResult& result) {
  const std::string time = fmt::format("{:.3f}", to_seconds(result.record.took));
  JunitSuite suite(result.plan, result.record.started_at, result.environment.hostname);
  add_properties(suite, result);
  add_completion(suite, result, time);
  for (const Check& check : result.judgement.checks) add_check(suite, check, result);
  suite.add_stderr(failed_workers_text(result.record));
  return suite.finish(time);
}

std::string render_junit_unfinished(const Plan& plan, std::chrono::system_clock::time_point started) {
  return single_error(
      plan, started, "run.unfinished", "did not finish",
      "The run did not finish: perfbench was killed, or is still under way.\ncommand: " + plan.worker.display + "\n");
}

std::string render_junit_error(const Plan& plan, std::chrono::system_clock::time_point started, const Error& error) {
  const std::string_view type = error.kind == ErrorKind::harness ? "run.harness_fault"
                                : error.kind == ErrorKind::plan  ? "run.plan_error"
                                                                 : "run.usage_error";
  return single_error(plan, started, type, to_string(error), to_string(error) + "\n");
}

}  // namespace perfbench

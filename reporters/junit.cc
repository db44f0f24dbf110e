#include "reporters/junit.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <pugixml.hpp>
#include <sstream>

#include "model/ending.h"
#include "reporters/check_text.h"
#include "reporters/clean_text.h"
#include "reporters/plain_number.h"
#include "reporters/run_text.h"
#include "reporters/time_text.h"
#include "reporters/unique_names.h"
#include "reporters/worker_failures.h"

namespace perfbench {

namespace {

// Always there, so that no suite is empty: a reader takes an empty one for "nothing was tested".
constexpr const char* kCompletionCase = "run completed";
constexpr std::size_t kMostFailures = 10;
constexpr std::size_t kStderrLines = 10;

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
  node.append_attribute(attribute).set_value(clean_line(value).c_str());
}

std::string seconds(std::chrono::system_clock::duration time) {
  return fmt::format("{:.3f}", std::max(0.0, std::chrono::duration<double>(time).count()));
}

// A testsuites document with one suite; the counts are taken from the cases that it was given.
class Suite {
 public:
  Suite(const Plan& plan, std::chrono::system_clock::time_point started, const std::string& hostname)
      : class_name_(plan.name) {
    pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
    declaration.append_attribute("version") = "1.0";
    declaration.append_attribute("encoding") = "UTF-8";
    root_ = document_.append_child("testsuites");
    root_.append_attribute("name") = "perfbench";
    suite_ = root_.append_child("testsuite");
    set(suite_, "name", plan.name);
    set(suite_, "timestamp", iso_utc_seconds(started));
    if (!hostname.empty()) set(suite_, "hostname", hostname);
  }

  void add_property(std::string_view name, std::string_view value) {
    if (!properties_) properties_ = suite_.append_child("properties");
    pugi::xml_node property = properties_.append_child("property");
    set(property, "name", name);
    set(property, "value", value);
  }

  pugi::xml_node add_case(std::string_view name, std::string_view time) {
    pugi::xml_node test = suite_.append_child("testcase");
    set(test, "classname", class_name_);
    set(test, "name", names_.take(clean_line(name)));
    set(test, "time", time);
    ++tests_;
    return test;
  }

  void add_failure(pugi::xml_node test, std::string_view type, std::string_view message, std::string_view body) {
    add_result(test, "failure", type, message, body);
    ++failures_;
  }
  void add_error(pugi::xml_node test, std::string_view type, std::string_view message, std::string_view body) {
    add_result(test, "error", type, message, body);
    ++errors_;
  }
  void add_skipped(pugi::xml_node test, std::string_view message) {
    set(test.append_child("skipped"), "message", message);
    ++skipped_;
  }
  void add_stderr(std::string_view text) {
    if (!text.empty()) suite_.append_child("system-err").text().set(clean_lines(text).c_str());
  }

  std::string text(std::string_view time) {
    for (pugi::xml_node node : {root_, suite_}) {
      node.append_attribute("tests") = tests_;
      node.append_attribute("failures") = failures_;
      node.append_attribute("errors") = errors_;
      node.append_attribute("skipped") = skipped_;
      set(node, "time", time);
    }
    std::ostringstream out;
    document_.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
    return out.str();
  }

 private:
  static void add_result(pugi::xml_node test, const char* element, std::string_view type, std::string_view message,
                         std::string_view body) {
    pugi::xml_node result = test.append_child(element);
    set(result, "message", message);
    set(result, "type", type);
    result.text().set(clean_lines(body).c_str());
  }

  std::string class_name_;
  pugi::xml_document document_;
  pugi::xml_node root_;
  pugi::xml_node suite_;
  pugi::xml_node properties_;
  UniqueNames names_;
  int tests_ = 0;
  int failures_ = 0;
  int errors_ = 0;
  int skipped_ = 0;
};

void add_properties(Suite& suite, const RunResult& result) {
  suite.add_property("verdict", to_string(result.judgement.verdict));
  suite.add_property("command", result.plan.worker.display);
  suite.add_property("run_dir", result.run_dir.string());
  for (const Figure& figure : result.summary.figures) {
    if (figure.value && std::isfinite(*figure.value)) {
      suite.add_property(to_string(figure.path), shortest_number(*figure.value));
    }
  }
}

std::string failed_workers_text(const RunRecord& record) {
  const std::vector<WorkerFailure> failed = worker_failures(record);
  std::string text;
  for (std::size_t i = 0; i < std::min(failed.size(), kMostFailures); ++i) {
    text += fmt::format("{}: {}\n", failed[i].where, failed[i].outcome);
    for (const std::string& line : last_lines(failed[i].worker->stderr_tail, kStderrLines)) text += "  " + line + "\n";
  }
  if (failed.size() > kMostFailures) text += fmt::format("and {} more\n", failed.size() - kMostFailures);
  return text;
}

std::string failure_body(const Check& check, const RunResult& result) {
  std::string body = check_sentence(check) + "\n";
  body += fmt::format("\nrule:    {}\nfigure:  {}\nvalue:   {}\nlimit:   {}\n", rule_text(check.rule),
                      figure_name(check), figure_text(check), limit_text(check));
  if (const std::string margin = margin_text(check); !margin.empty()) body += fmt::format("margin:  {}\n", margin);
  if (!check.rule.origin_name.empty()) body += fmt::format("profile: {}\n", check.rule.origin_name);
  return body + fmt::format("results: {}\n", result.run_dir.string());
}

void add_check(Suite& suite, const Check& check, const RunResult& result) {
  // The run's time belongs to its completion: a reader sums the cases.
  pugi::xml_node test = suite.add_case(rule_text(check.rule), "0.000");
  if (is_broken(check.status)) {
    suite.add_failure(test, check.status == CheckStatus::fail ? "sla.broken" : "sla.unavailable", check_sentence(check),
                      failure_body(check, result));
  } else if (check.status == CheckStatus::not_sampled) {
    suite.add_skipped(test, check_sentence(check));
  }
}

std::string first_of(const std::string& text, const std::string& otherwise) { return text.empty() ? otherwise : text; }

void add_completion(Suite& suite, const RunResult& result, std::string_view time) {
  const Judgement& judgement = result.judgement;
  const std::string ending = describe_ending(result.plan, result.record);
  pugi::xml_node test = suite.add_case(kCompletionCase, time);
  const std::string message = first_of(ending, first_of(judgement.reason, "no reason was given"));
  const std::string body = fmt::format("{}\nresults: {}\n", message, result.run_dir.string());
  const bool a_check_failed = std::ranges::any_of(judgement.checks, is_broken, &Check::status);
  if (result.record.ending == Ending::interrupted) {
    suite.add_error(test, "run.interrupted", message, body);
  } else if (judgement.verdict == Verdict::error) {
    suite.add_error(test, "run.error", message, body);
  } else if (result.record.ending == Ending::deadline) {
    suite.add_failure(test, "run.deadline", message, body);
  } else if (judgement.verdict == Verdict::fail && !a_check_failed) {
    suite.add_failure(test, "run.failed", message, body);
  } else if (judgement.verdict == Verdict::inconclusive) {
    suite.add_skipped(test, "inconclusive: " + message);
  }
}

std::string single_error(const Plan& plan, std::chrono::system_clock::time_point started, std::string_view type,
                         std::string_view message, std::string_view body) {
  Suite suite(plan, started, "");
  suite.add_error(suite.add_case(kCompletionCase, "0.000"), type, message, body);
  return suite.text("0.000");
}

}  // namespace

std::string render_junit(const RunResult& result) {
  const std::string time = seconds(result.generated_at - result.record.started_at);
  Suite suite(result.plan, result.record.started_at, result.environment.hostname);
  add_properties(suite, result);
  add_completion(suite, result, time);
  for (const Check& check : result.judgement.checks) add_check(suite, check, result);
  suite.add_stderr(failed_workers_text(result.record));
  return suite.text(time);
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

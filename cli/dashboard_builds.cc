#include "dashboard_builds.h"

#include <algorithm>
#include <map>

#include "analysis/text_file.h"
#include "cdash/archive.h"
#include "cdash/digest.h"
#include "cdash/names.h"
#include "message.h"
#include "model/check_text.h"
#include "model/machine_name.h"
#include "model/name_choice.h"
#include "model/point_in_time.h"
#include "reporters/console.h"
#include "reporters/gnuplot.h"
#include "reporters/latency_picture.h"
#include "reporters/measurements.h"

namespace perfbench {

namespace {

using TimePoint = std::chrono::system_clock::time_point;

constexpr const char* kResultFile = "summary.json";
constexpr const char* kPicture = "latency.png";

// A result, and when it was measured.
struct TimedRun {
  SavedRunFile saved;
  TimePoint start;
  TimePoint end;
};

Result<TimedRun> timed(SavedRunFile saved) {
  const auto end = parse_iso_time(saved.run.result.generated_at);
  const auto start = parse_iso_time(saved.run.started_at);
  if (!end) {
    return fail({.kind = ErrorKind::plan,
                 .what = "the result does not say when it was made (generated_at), which a trend is made of",
                 .where = saved.file.string(),
                 .cause = "",
                 .advice = ""});
  }
  return TimedRun{.saved = std::move(saved), .start = start.value_or(*end), .end = *end};
}

std::string verdict_of(const SavedRun& run) {
  if (run.result.verdict) return *run.result.verdict;
  // The earlier harness wrote none; a failed run is the one thing that every plan forbids.
  return run.result.summary.value("failed_runs_total").value_or(0) > 0 ? "fail" : "pass";
}

std::string output_of(const SavedRun& run) {
  std::string text = render_saved_result(run.result, {});
  if (!run.checks.empty()) text += "\n";
  for (const Check& check : run.checks) {
    text += "  " + std::string(to_string(check.status)) + ": " + check_sentence(check) + "\n";
  }
  return text;
}

// The picture that the run left, else one made of the result; empty where none can be made, which is told.
Result<std::string> picture_of(const SavedRunFile& saved) {
  const std::filesystem::path file = saved.file.parent_path() / kPicture;
  std::error_code absent;
  if (std::filesystem::exists(file, absent)) return read_text_file(file, "the picture cannot be read");
  if (saved.run.durations_ms.empty()) return std::string();
  constexpr std::chrono::seconds kLimit{30};
  auto picture = run_gnuplot(latency_script(latency_plot_of(saved.run)), kLimit);
  if (picture) return picture;
  print_message("warning: sent without a picture: " + to_string(picture.error()));
  return std::string();
}

// The result itself, what lies beside it when it lies in the folder of a run, and a picture.
Result<std::vector<CdashAttachment>> attachments_of(const SavedRunFile& saved) {
  std::vector<CdashAttachment> attachments;
  const auto attach = [&](const std::string& name, std::string_view bytes) -> Result<void> {
    auto packed = tar_gz(name, bytes);
    if (!packed) return fail(packed.error());
    attachments.push_back({.name = name, .bytes = std::move(*packed), .is_picture = false});
    return {};
  };
  if (auto done = attach(kResultFile, saved.text); !done) return fail(done.error());
  std::error_code absent;
  const std::filesystem::path page_file = saved.file.parent_path() / "summary.md";
  if (saved.file.filename() == kResultFile && std::filesystem::exists(page_file, absent)) {
    const auto page = read_text_file(page_file, "the report cannot be read");
    const auto done = page ? attach(page_file.filename(), *page) : fail(page.error());
    if (!done) return fail(done.error());
  }
  auto picture = picture_of(saved);
  if (!picture) return fail(picture.error());
  if (!picture->empty()) {
    attachments.push_back({.name = "latency", .bytes = std::move(*picture), .is_picture = true});
  }
  return attachments;
}

Result<CdashTest> cdash_test(const TimedRun& timed_run, const std::vector<std::string>& measurements) {
  const SavedRun& run = timed_run.saved.run;
  auto choice = choose_names(measurements.empty() ? run.measurements : measurements);
  if (!choice) return fail(choice.error());
  auto attachments = attachments_of(timed_run.saved);
  if (!attachments) return fail(attachments.error());
  const std::string verdict = verdict_of(run);
  CdashTest test;
  test.name = run.test_name;
  test.passed = verdict == "pass" || verdict == "inconclusive";
  test.command = run.result.command;
  test.details = dashboard_details(run.reason);
  test.output = output_of(run);
  if (!run.started_at.empty()) test.seconds = std::chrono::duration<double>(timed_run.end - timed_run.start).count();
  test.measurements = measurements_of({.summary = run.result.summary,
                                       .checks = run.checks,
                                       .verdict = run.result.verdict.value_or(""),
                                       .emulator = run.result.emulator,
                                       .choice = std::move(*choice)});
  test.attachments = std::move(*attachments);
  return test;
}

// The n-th results of all tests together: `runs` is sorted by time.
std::vector<std::vector<TimedRun>> in_builds(std::vector<TimedRun> runs) {
  std::vector<std::vector<TimedRun>> builds;
  std::map<std::string, std::size_t> seen;
  for (TimedRun& run : runs) {
    const std::size_t nth = seen[run.saved.run.test_name]++;
    if (nth == builds.size()) builds.emplace_back();
    builds[nth].push_back(std::move(run));
  }
  return builds;
}

std::string identity_of(const std::vector<TimedRun>& runs, const DashboardNames& names, const std::string& site,
                        const std::string& build) {
  std::string identity = names.destination + "\n" + site + "\n" + build + "\n";
  for (const TimedRun& run : runs) identity += md5_hex(run.saved.text) + "\n";
  return identity;
}

Result<Submission> submission_of(const std::vector<TimedRun>& runs, const DashboardNames& names,
                                 const std::vector<std::string>& measurements) {
  Submission submission;
  CdashBuild& build = submission.build;
  build.environment = runs.front().saved.run.environment;
  build.site = names.site.empty() ? machine_name(build.environment) : names.site;
  const std::string& architecture = build.environment.architecture;
  build.name = !names.build.empty() ? names.build : "Linux" + (architecture.empty() ? "" : "-" + architecture);
  for (const auto& [option, name] :
       {std::pair{"--site", build.site}, {"--build", build.name}, {"--group", names.group}}) {
    if (auto good = check_dashboard_name(option, name); !good) return fail(good.error());
  }
  build.start = runs.front().start;
  build.end = std::ranges::max(runs, {}, &TimedRun::end).end;
  build.stamp = build_stamp(build.start, identity_of(runs, names, build.site, build.name), names.group);
  for (const TimedRun& run : runs) {
    auto test = cdash_test(run, measurements);
    if (!test) return fail(test.error());
    submission.tests.push_back(std::move(*test));
  }
  return submission;
}

}  // namespace

Result<std::vector<Submission>> dashboard_builds(std::vector<SavedRunFile> runs, const DashboardNames& names,
                                                 const std::vector<std::string>& measurements) {
  std::vector<TimedRun> sorted;
  for (SavedRunFile& run : runs) {
    auto one = timed(std::move(run));
    if (!one) return fail(one.error());
    sorted.push_back(std::move(*one));
  }
  std::ranges::stable_sort(sorted, {}, &TimedRun::start);
  std::vector<Submission> submissions;
  for (const auto& together : in_builds(std::move(sorted))) {
    auto submission = submission_of(together, names, measurements);
    if (!submission) return fail(submission.error());
    submissions.push_back(std::move(*submission));
  }
  return submissions;
}

}  // namespace perfbench

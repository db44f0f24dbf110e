#include "submit_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <thread>

#include "cdash/verification.h"
#include "dashboard_builds.h"
#include "message.h"
#include "option_checks.h"
#include "reporters/file_sink.h"
#include "standard_output.h"

namespace perfbench {

namespace {

Result<void> store_file(const std::filesystem::path& file, std::string_view bytes) { return write_file(file, bytes); }

// Where the documents of a build are kept.
std::filesystem::path folder_of(const SubmitOptions& options, const Submission& submission) {
  std::filesystem::path folder = options.xml_dir;
  if (folder.empty()) {
    std::error_code unresolved;  // a link such as "latest" means another folder tomorrow
    folder =
        std::filesystem::weakly_canonical(result_file_of(options.results.front()), unresolved).parent_path() / "cdash";
  }
  return folder / submission.build.stamp;
}

Result<void> write_only(const SubmitOptions& options, const std::vector<Submission>& submissions) {
  for (const Submission& submission : submissions) {
    const std::filesystem::path folder = folder_of(options, submission);
    auto done = write_documents(submission, folder, store_file);
    if (done) {
      done = write_stdout(fmt::format("written, not sent: {}/Build.xml, Test.xml, Done.xml (site {}, build {})\n",
                                      folder.string(), submission.build.site, submission.build.name));
    }
    if (!done) return done;
  }
  return {};
}

std::string tests_of(const Submission& submission) {
  return submission.tests.size() == 1 ? submission.tests.front().name
                                      : fmt::format("{} tests", submission.tests.size());
}

// Waits until the dashboard shows what it was sent.
Result<void> verify(const SubmitOptions& options, const CdashServer& server, const Submission& submission,
                    const std::string& build_id, const Ask& ask) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration<double>(options.verify_sec);
  constexpr std::chrono::milliseconds kFirstPause{100};
  constexpr std::chrono::milliseconds kLongestPause{5000};
  for (auto pause = kFirstPause;; pause = std::min(2 * pause, kLongestPause)) {
    const auto shown = shows_all(server, submission, build_id, ask);
    if (!shown) return fail(shown.error());
    if (*shown) return write_stdout("  verified: the dashboard shows all of its figures\n");
    if (Clock::now() + pause > end) break;
    std::this_thread::sleep_for(pause);
  }
  return fail({.kind = ErrorKind::harness,
               .what = fmt::format("the dashboard does not show build {} after {:g} s", build_id, options.verify_sec),
               .where = "",
               .cause = "",
               .advice = "The server reads documents in its own time; the same command looks again, sending nothing."});
}

Result<void> send_all(const SubmitOptions& options, const CdashServer& server,
                      const std::vector<Submission>& submissions, const Ask& ask) {
  const Sending sending = [](const std::string& document, std::size_t bytes) {
    constexpr std::size_t kMegabyte = std::size_t{1024} * 1024;  // what may take a while
    if (bytes >= kMegabyte) print_message(fmt::format("sending {}, {} MB", document, bytes / kMegabyte));
  };
  std::size_t sent = 0;
  for (const Submission& submission : submissions) {
    const std::filesystem::path folder = folder_of(options, submission);
    const auto submitted = submit(submission, server, folder, store_file, ask, sending);
    if (!submitted) {
      Error error = submitted.error();
      error.advice +=
          fmt::format("{}{} of {} builds sent. The same command sends the rest; what was to be sent is in {}.",
                      error.advice.empty() ? "" : "\n  ", sent, submissions.size(), folder.string());
      return fail(error);
    }
    ++sent;
    auto told = write_stdout(fmt::format("{} as build {}: {}, site {}, build {}\n  {}{}/builds/{}\n",
                                         submitted->before ? "sent before" : "submitted", submitted->build_id,
                                         tests_of(submission), submission.build.site, submission.build.name,
                                         server.origin(), server.base_path, submitted->build_id));
    if (!told) return told;
    if (options.verify_sec == 0) continue;
    if (auto verified = verify(options, server, submission, submitted->build_id, ask); !verified) return verified;
  }
  return {};
}

}  // namespace

void add_submit_options(CLI::App& command, SubmitOptions& options) {
  command.add_option("RESULT", options.results, "summary.json files, or folders of runs")->type_name("")->required();
  add_server_options(command, options.server, "machine of the results (its processor and how many)",
                     "name of the build (Linux-<architecture>)");
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->allow_extra_args(false)->group("Submission");
  };
  add("--group", options.group, "NAME",
      "Experimental, Nightly, Continuous, or a group\nthat the project has (Experimental)");
  add("--measurement", options.measurements, "REGEX",
      "figures to send, as in perfbench run; may be\nrepeated (as the run says)");
  add("--xml-dir", options.xml_dir, "DIR",
      "keeps what is sent, and a note of what the server\ntook (<first result's folder>/cdash)");
  constexpr double kLongestVerifySec = 86400;
  add("--verify", options.verify_sec, "SEC", "then read the figures back, until they are there or\nthis time is over")
      ->check(in_range(0.0, kLongestVerifySec));
  command.add_flag("--dry-run", options.dry_run, "write the documents, send nothing")->group("Submission");
}

Result<ExitCode> submit_command(const SubmitOptions& options) {
  auto runs = read_saved_runs(options.results);
  if (!runs) return fail(runs.error());
  DashboardNames names{
      .destination = "", .site = options.server.site, .build = options.server.build, .group = options.group};
  CdashServer server;
  if (!options.dry_run || !options.server.url.empty()) {
    auto found = find_server(options.server);
    if (!found) return fail(found.error());
    server = std::move(*found);
    names.destination = server.origin() + server.base_path + "?" + server.project;
  }
  Ask ask;
  if (!options.dry_run) {  // first of all, so that no program that is started has the token in its environment
    auto connected = connect_to(server, options.server);
    if (!connected) return fail(connected.error());
    ask = std::move(*connected);
  }
  const auto submissions = dashboard_builds(std::move(*runs), names, options.measurements);
  if (!submissions) return fail(submissions.error());
  const auto done = options.dry_run ? write_only(options, *submissions) : send_all(options, server, *submissions, ask);
  return done.map([] { return ExitCode::pass; });
}

}  // namespace perfbench

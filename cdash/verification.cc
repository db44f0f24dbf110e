#include "cdash/verification.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "cdash/rest.h"
#include "cdash/series.h"

namespace perfbench {

namespace {

using nlohmann::json;

Error differs(const CdashTest& test, const std::string& how) {
  return {.kind = ErrorKind::harness,
          .what = fmt::format("the dashboard does not show what it was sent of the test '{}'", test.name),
          .where = "",
          .cause = how,
          .advice = ""};
}

// The id of the test's row in the build; 0: it is not there yet.
Result<long> row_of(const CdashServer& server, const Submission& submission, const CdashTest& test,
                    const std::string& build_id, const Ask& ask) {
  constexpr std::chrono::hours kDay{24};  // a testing day may begin before or after midnight
  const CdashBuild& build = submission.build;
  const TestsQuestion question{.project = server.project,
                               .filters = {{"testname", test.name}, {"site", build.site}, {"buildname", build.name}},
                               .from = build.start - kDay,
                               .to = build.start + kDay};
  const auto rows = ask_for_tests(server, question, ask);
  if (!rows) return fail(rows.error());
  long id = 0;
  for (const json& row : *rows) {
    if (std::to_string(rest_id(row, "buildSummaryLink")) != build_id) continue;
    if (id != 0) return fail(differs(test, "it is there twice"));
    id = rest_id(row, "testDetailsLink");
  }
  return id;
}

Result<bool> shows(const CdashServer& server, const CdashTest& test, long row, const Ask& ask) {
  const std::string target =
      with_query(server.base_path + "/api/v1/testDetails.php", {{"buildtestid", std::to_string(row)}});
  const auto answer = ask_rest(ask, target, "the server does not tell the measurements of a test");
  if (!answer) return fail(answer.error());
  std::map<std::string, std::string> shown;
  for (const json& measurement : answer->at("test").at("measurements")) {
    shown[rest_text(measurement, "name")] = rest_text(measurement, "value");
  }
  for (const Measurement& sent : test.measurements) {
    if (sent.kind != Measurement::Kind::number) continue;
    const auto found = shown.find(sent.name);
    if (found == shown.end()) return false;
    const auto value = series_value(sent.name, found->second);
    if (!value || *value != std::stod(sent.value)) {
      return fail(differs(test, fmt::format("{} is {}, and was sent as {}", sent.name, found->second, sent.value)));
    }
  }
  return true;
}

}  // namespace

bool has_tests(const CdashServer& server, const Submission& submission, const std::string& build_id,
               const Ask& ask) try {
  return std::ranges::all_of(submission.tests, [&](const CdashTest& test) {
    const auto row = row_of(server, submission, test, build_id, ask);
    return row && *row != 0;
  });
} catch (const json::exception&) {
  return false;
}

Result<bool> shows_all(const CdashServer& server, const Submission& submission, const std::string& build_id,
                       const Ask& ask) try {
  for (const CdashTest& test : submission.tests) {
    const auto row = row_of(server, submission, test, build_id, ask);
    if (!row) return fail(row.error());
    if (*row == 0) return false;
    auto shown = shows(server, test, *row, ask);
    if (!shown || !*shown) return shown;
  }
  return true;
} catch (const json::exception& unexpected) {
  return fail(unexpected_answer(unexpected.what()));
}

}  // namespace perfbench

// Questions to CDash's REST interface.
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <string>

#include "cdash/submission.h"
#include "http/query.h"

namespace perfbench {

// The answer's JSON. Errors (harness): `what` failed, with the server's refusal.
Result<nlohmann::json> ask_rest(const Ask& ask, const std::string& target, const std::string& what);

struct TestsQuestion {
  std::string project;
  QueryParameters filters;  // testname, site, buildname: each is
  std::chrono::system_clock::time_point from;
  std::chrono::system_clock::time_point to;
};

// The rows of tests: "builds" of the answer, an empty array where there are none. Errors (harness).
Result<nlohmann::json> ask_for_tests(const CdashServer& server, const TestsQuestion& question, const Ask& ask);

// The text of a member: CDash writes one that looks like a number as a number. Throws nlohmann::json::exception for
// anything else.
std::string rest_text(const nlohmann::json& object, const char* name);
bool rest_text_is(const nlohmann::json& object, const char* name, const std::string& text);

// 123 of the member "build/123"; 0 for another text. Throws as rest_text().
long rest_id(const nlohmann::json& object, const char* name);

// What an answer is that has not the expected form.
Error unexpected_answer(const std::string& cause);

}  // namespace perfbench

// A server for tests: it gives its answers in turn, and keeps what it was asked.
#pragma once

#include <gtest/gtest.h>

#include <deque>
#include <map>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "cdash/submission.h"
#include "http/query.h"

namespace perfbench {

class ScriptedAsk {
 public:
  ScriptedAsk() = default;
  explicit ScriptedAsk(const std::vector<std::string>& bodies) {
    for (const std::string& body : bodies) answer(200, body);
  }

  ScriptedAsk& answer(int status, const std::string& body) {
    answers_.emplace_back(HttpResponse{.status = status, .body = body, .location = ""});
    return *this;
  }
  ScriptedAsk& no_answer(const std::string& why) {
    answers_.emplace_back(
        fail({.kind = ErrorKind::harness, .what = why, .where = "", .cause = "", .advice = "Ask again."}));
    return *this;
  }

  // Borrows this object.
  Ask ask() {
    return [this](const HttpRequest& request) -> Result<HttpResponse> {
      requests.push_back(request);
      if (answers_.empty()) {
        ADD_FAILURE() << "nobody should ask for " << request.target;
        return fail({.kind = ErrorKind::harness, .what = "no more answers", .where = "", .cause = "", .advice = ""});
      }
      Result<HttpResponse> next = answers_.front();
      answers_.pop_front();
      return next;
    };
  }

  std::size_t answers_left() const { return answers_.size(); }

  std::vector<HttpRequest> requests;

 private:
  std::deque<Result<HttpResponse>> answers_;
};

inline std::string path_of(const HttpRequest& request) { return request.target.substr(0, request.target.find('?')); }

// The decoded parameters of a request; each may be there once.
inline std::map<std::string, std::string> parameters_of(const HttpRequest& request) {
  std::map<std::string, std::string> parameters;
  std::istringstream query(request.target.substr(request.target.find('?') + 1));
  for (std::string parameter; std::getline(query, parameter, '&');) {
    const std::size_t equals = parameter.find('=');
    EXPECT_NE(equals, std::string::npos) << parameter;
    const std::string name = decoded(parameter.substr(0, equals));
    EXPECT_TRUE(parameters.emplace(name, decoded(parameter.substr(equals + 1))).second) << "twice: " << name;
  }
  return parameters;
}

}  // namespace perfbench

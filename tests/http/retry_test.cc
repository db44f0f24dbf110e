#include "http/retry.h"

#include <gmock/gmock.h>

#include <deque>
#include <vector>

namespace perfbench {
namespace {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

HttpResult status_answer(int status, std::optional<double> retry_after_sec = {}) {
  return HttpResponse{.status = status,
                      .body = "body of " + std::to_string(status),
                      .location = "",
                      .retry_after_sec = retry_after_sec};
}

HttpResult cut(bool may_pass = true) {
  return tl::unexpected(
      HttpFailure{.what = "the connection was cut", .advice = "See the cable.", .may_pass = may_pass});
}

// Attempts that end as `endings` say, and what came of them.
class Attempts {
 public:
  explicit Attempts(std::deque<HttpResult> endings) : endings_(std::move(endings)) {}

  Result<HttpResponse> run(const RetryPolicy& policy = {}) {
    const HttpSend send = [this](const HttpRequest& request) {
      sent.push_back(request.body);
      if (endings_.empty()) {
        ADD_FAILURE() << "one attempt too many";
        return HttpResult(HttpResponse{});
      }
      HttpResult ending = endings_.front();
      endings_.pop_front();
      return ending;
    };
    const RetryHooks hooks{.wait = [this](auto delay) { waited.push_back(delay.count()); },
                           .will_retry =
                               [this](const std::string& why, auto delay) {
                                 EXPECT_EQ(told.size(), waited.size()) << "it is told before the wait";
                                 told.emplace_back(why, delay.count());
                               },
                           .is_time_for = is_time_for};
    auto response = send_with_retries(
        send, {.method = "PUT", .target = "/submit.php", .body = "document", .content_type = "text/xml"}, policy,
        hooks);
    EXPECT_THAT(endings_, IsEmpty()) << "an attempt too few";
    EXPECT_EQ(told.size(), waited.size());
    for (const std::string& body : sent) EXPECT_EQ(body, "document");
    return response;
  }

  std::vector<std::string> sent;  // bodies
  std::vector<double> waited;     // in seconds
  std::vector<std::pair<std::string, double>> told;
  std::function<bool(std::chrono::duration<double>)> is_time_for;

 private:
  std::deque<HttpResult> endings_;
};

TEST(Retries, AnAnswerNeedsNone) {
  Attempts attempts({status_answer(200)});
  EXPECT_EQ(attempts.run().value().body, "body of 200");
  EXPECT_THAT(attempts.waited, IsEmpty());
}

TEST(Retries, TheDelayIsDoubledEachTime) {
  Attempts attempts({cut(), cut(), cut(), status_answer(200)});
  EXPECT_EQ(attempts.run({.retries = 4, .first_delay = 0.5s}).value().status, 200);
  EXPECT_THAT(attempts.waited, ElementsAre(0.5, 1, 2));
}

TEST(Retries, EachIsToldWithItsReason) {
  Attempts attempts({status_answer(503), cut(), status_answer(429), status_answer(200)});
  EXPECT_TRUE(attempts.run());
  EXPECT_THAT(attempts.told,
              ElementsAre(Pair("HTTP 503", 2.0), Pair("the connection was cut", 4.0), Pair("HTTP 429", 8.0)));
}

TEST(Retries, TooManyRequestsAndTheServersFaultsAreWorthAnother) {
  for (const int status : {429, 500, 502, 503, 504, 599}) {
    Attempts attempts({status_answer(status), status_answer(200)});
    EXPECT_EQ(attempts.run().value().status, 200) << status;
    EXPECT_EQ(attempts.sent.size(), 2u) << status;
  }
}

TEST(Retries, AnyOtherAnswerIsTheLast) {
  for (const int status : {200, 201, 204, 301, 302, 400, 401, 403, 404, 408, 428, 430, 499}) {
    Attempts attempts({status_answer(status)});
    EXPECT_EQ(attempts.run().value().status, status);
    EXPECT_EQ(attempts.sent.size(), 1u) << status;
  }
}

TEST(Retries, TheLastAnswerIsReturnedWhateverItIs) {
  Attempts attempts({status_answer(503), status_answer(503), status_answer(502)});
  const auto response = attempts.run({.retries = 2, .first_delay = 1s});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 502);
  EXPECT_THAT(attempts.waited, ElementsAre(1, 2));
}

TEST(Retries, WithoutAnAnswerTheErrorSaysHowManyAttemptsThereWere) {
  Attempts attempts({cut(), cut(), cut()});
  const auto response = attempts.run({.retries = 2, .first_delay = 1s});
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().kind, ErrorKind::harness);
  EXPECT_EQ(response.error().what, "the connection was cut");
  EXPECT_EQ(response.error().cause, "after 3 attempts");
  EXPECT_EQ(response.error().advice, "See the cable.");
}

TEST(Retries, AFailureThatCannotPassIsTheLast) {
  Attempts attempts({cut(false)});
  const auto response = attempts.run();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().cause, "");
  Attempts later({cut(true), cut(false)});
  const auto second = later.run();
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().cause, "after 2 attempts");
}

TEST(Retries, ThereMayBeNone) {
  Attempts attempts({cut()});
  EXPECT_FALSE(attempts.run({.retries = 0, .first_delay = 1s}));
  Attempts answered({status_answer(503)});
  EXPECT_EQ(answered.run({.retries = 0, .first_delay = 1s}).value().status, 503);
  EXPECT_THAT(attempts.waited, IsEmpty());
}

TEST(Retries, RetryAfterCountsWhereItIsLonger) {
  Attempts attempts({status_answer(503, 30), status_answer(503, 1), status_answer(429, 0), status_answer(200)});
  EXPECT_TRUE(attempts.run({.retries = 4, .first_delay = 2s}));
  EXPECT_THAT(attempts.waited, ElementsAre(30, 4, 8));
}

TEST(Retries, WhereThereIsNoTimeForADelayTheAnswerIsTheLast) {
  Attempts attempts({status_answer(503, 1), status_answer(503, 9)});
  attempts.is_time_for = [](std::chrono::duration<double> delay) { return delay < 5s; };
  const auto response = attempts.run({.retries = 4, .first_delay = 1s});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "body of 503");
  EXPECT_THAT(attempts.waited, ElementsAre(1));
}

TEST(Retries, WhichStatusesMayPassIsThePolicys) {
  const RetryPolicy policy{.may_pass = [](int status) { return status == 404; }};
  Attempts attempts({status_answer(404), status_answer(500)});
  EXPECT_EQ(attempts.run(policy).value().status, 500);
}

TEST(Retries, NoDelayIsLongerThanTwoMinutes) {
  Attempts attempts({status_answer(503, 86'400), cut(), cut(), status_answer(200)});
  EXPECT_TRUE(attempts.run({.retries = 4, .first_delay = 50s}));
  EXPECT_THAT(attempts.waited, ElementsAre(120, 100, 120));
}

}  // namespace
}  // namespace perfbench

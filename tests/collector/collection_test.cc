#include "collector/collection.h"

#include <gmock/gmock.h>

#include <functional>

namespace perfbench::collector {
namespace {

using testing::DoubleEq;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Optional;

constexpr const char* kJson = "application/json";

std::string gauge_body(double value) {
  return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[{"asDouble":)" +
         std::to_string(value) + "}]}}]}]}]}";
}

class Collections : public testing::Test {
 protected:
  explicit Collections(const link::Setup& setup = {}) : collection_(setup, [this] { news_(); }) {}

  link::Expect expected(int batch, int worker, bool measured = true) const {
    return {.batch = batch,
            .worker = worker,
            .measured = measured,
            .prefix = prefix_of(batch, worker),
            .token = "t" + prefix_of(batch, worker)};
  }
  static std::string prefix_of(int batch, int worker) { return std::to_string(batch) + "-" + std::to_string(worker); }
  static link::Keep kept(int batch, const std::vector<int>& workers) {
    link::Keep keep{.batch = batch, .workers = {}};
    for (const int worker : workers) keep.workers.push_back({.worker = worker, .start_ns = 0, .end_ns = 1'000'000});
    return keep;
  }

  // The status of the answer.
  int post(const RequestHead& head, std::string_view text) {
    Receiver& receiver = collection_.receiver();
    if (const auto refusal = receiver.refuse(head)) return refusal->status;
    Body body(store_, std::chrono::steady_clock::now() + std::chrono::seconds(30));
    EXPECT_EQ(body.reserve(text.size() + 1), BodyRoom::granted);
    body.append(text);
    return receiver.take(head, body).status;
  }
  int post(const std::string& prefix, double value) {
    return post({.method = "POST", .path = "/" + prefix + "/v1/metrics", .content_type = kJson, .token = "t" + prefix},
                gauge_body(value));
  }

  Measured sum(const Telemetry& telemetry) {
    return telemetry.metrics.empty() ? std::nullopt : telemetry.metrics.front().sum;
  }

  std::function<void()> news_ = [] {};
  BodyStore store_{BodyStore::Limits()};
  Collection collection_;
};

TEST_F(Collections, CountWhatWorkersOfKeptBatchesSend) {
  collection_.expect(expected(0, 0));
  collection_.expect(expected(0, 1));
  EXPECT_EQ(post("0-0", 1), 200);
  EXPECT_EQ(post("0-1", 2), 200);
  collection_.keep(kept(0, {0, 1}));
  const Telemetry telemetry = collection_.report();
  EXPECT_EQ(telemetry.workers.size(), 2U);
  EXPECT_THAT(sum(telemetry), Optional(DoubleEq(3)));
  EXPECT_THAT(telemetry.warnings, IsEmpty());
}

TEST_F(Collections, CountWhatComesLateForItsOwnBatch) {
  collection_.expect(expected(0, 0));
  collection_.keep(kept(0, {0}));
  collection_.expect(expected(1, 0));
  EXPECT_EQ(post("1-0", 1), 200);
  EXPECT_EQ(post("0-0", 2), 200);
  collection_.keep(kept(1, {0}));
  const Telemetry telemetry = collection_.report();
  ASSERT_EQ(telemetry.workers.size(), 2U);
  EXPECT_EQ(telemetry.workers[0].batch, 0);
  EXPECT_EQ(telemetry.workers[0].datapoints, 1U);
  EXPECT_EQ(telemetry.workers[1].datapoints, 1U);
}

TEST_F(Collections, ForgetBatchesThatAreNeverKeptAndWarmUp) {
  collection_.expect(expected(0, 0, false));
  collection_.expect(expected(1, 0));
  collection_.expect(expected(2, 0));
  EXPECT_EQ(post("0-0", 1), 200);
  EXPECT_EQ(post("1-0", 2), 200);
  EXPECT_EQ(post("2-0", 4), 200);
  collection_.keep(kept(0, {0}));
  collection_.keep(kept(2, {0}));
  const Telemetry telemetry = collection_.report();
  EXPECT_EQ(telemetry.workers.size(), 1U);
  EXPECT_THAT(sum(telemetry), Optional(DoubleEq(4)));
  EXPECT_THAT(telemetry.warnings, IsEmpty());
}

TEST_F(Collections, LeaveOutWorkersThatTheirBatchDoesNotName) {
  collection_.expect(expected(0, 0));
  collection_.expect(expected(0, 1));
  post("0-0", 1);
  post("0-1", 2);
  collection_.keep(kept(0, {1}));
  EXPECT_THAT(sum(collection_.report()), Optional(DoubleEq(2)));
}

TEST_F(Collections, CloseBatchesThatAreLongOver) {
  for (int batch = 0; batch <= 70; ++batch) {
    collection_.expect(expected(batch, 0));
    if (batch == 0) {
      EXPECT_EQ(post("0-0", 1), 200);
    }
    collection_.keep(kept(batch, {0}));
    if (batch == 60) {
      EXPECT_EQ(post("0-0", 1), 200) << "it may still live";
    }
  }
  EXPECT_EQ(post("0-0", 1), 403);
  EXPECT_EQ(post("69-0", 1), 200);
  EXPECT_THAT(sum(collection_.report()), Optional(DoubleEq(3)));
}

TEST_F(Collections, RefuseAllOnceTheyHaveReported) {
  collection_.expect(expected(0, 0));
  collection_.keep(kept(0, {0}));
  collection_.report();
  EXPECT_EQ(post("0-0", 1), 403);
}

TEST_F(Collections, WarnOfWhatWasRefused) {
  collection_.expect(expected(0, 0));
  EXPECT_EQ(post("0-7", 1), 403);
  const RequestHead head{.method = "POST", .path = "/0-0/v1/metrics", .content_type = kJson, .token = ""};
  EXPECT_EQ(post(head, gauge_body(1)), 401);
  RequestHead stranger = head;
  stranger.token = "t0-1";
  EXPECT_EQ(post(stranger, gauge_body(1)), 403);
  const Telemetry telemetry = collection_.report();
  ASSERT_EQ(telemetry.warnings.size(), 1U);
  EXPECT_EQ(telemetry.warnings[0].code, "telemetry_refused");
  EXPECT_EQ(telemetry.warnings[0].message,
            "3 posts of telemetry were refused: 1 without a token, 1 with another's, 1 to the endpoint of no worker "
            "under way");
}

// A worker may be faster than the news of it.
TEST_F(Collections, HearTheNewsBeforeTheyRefuse) {
  int heard = 0;
  news_ = [&] {
    if (++heard == 1) collection_.expect(expected(0, 0));
  };
  EXPECT_EQ(post("0-0", 1), 200);
  EXPECT_EQ(heard, 1);
  EXPECT_EQ(post("0-1", 1), 403);
}

TEST_F(Collections, CountNothingOfABrokenBody) {
  collection_.expect(expected(0, 0));
  collection_.keep(kept(0, {0}));
  const RequestHead head{.method = "POST", .path = "/0-0/v1/metrics", .content_type = kJson, .token = "t0-0"};
  std::string two_points = gauge_body(1);
  two_points.resize(two_points.size() - 1);
  EXPECT_EQ(post(head, two_points), 400);
  EXPECT_EQ(post(head, "[]"), 400);
  EXPECT_EQ(post(head, ""), 400);
  EXPECT_THAT(collection_.report().workers, IsEmpty());
}

TEST_F(Collections, AnswerWhatIsWrongWithARequest) {
  collection_.expect(expected(0, 0));
  struct Wrong {
    RequestHead head;
    int status;
  };
  const std::vector<Wrong> wrong = {{{"GET", "/0-0/v1/metrics", kJson, "t0-0"}, 405},
                                    {{"PUT", "/0-0/v1/metrics", kJson, "t0-0"}, 405},
                                    {{"POST", "/0-0/v2/metrics", kJson, "t0-0"}, 404},
                                    {{"POST", "/0-0/v1/metrics", "text/plain", "t0-0"}, 415},
                                    {{"POST", "/0-0/v1/metrics", "", "t0-0"}, 415},
                                    {{"POST", "/0-0", "application/x-protobuf", "t0-0"}, 404},
                                    {{"POST", "/", "application/x-protobuf", ""}, 404},
                                    {{"POST", "/0-0/v1/metrics", kJson, ""}, 401},
                                    {{"POST", "/0-0/../0-0/v1/metrics", kJson, "t0-0"}, 404}};
  for (const auto& [head, status] : wrong) EXPECT_EQ(post(head, "{}"), status) << head.method << " " << head.path;
  const auto at_bare = collection_.receiver().refuse({"POST", "/0-0", "application/x-protobuf", "t0-0"});
  ASSERT_TRUE(at_bare);
  EXPECT_THAT(at_bare->body, HasSubstr("/v1/metrics, /v1/traces or /v1/logs"));
}

TEST_F(Collections, TellJsonAtTheBareEndpointApartByItsTopKey) {
  collection_.expect(expected(0, 0));
  collection_.keep(kept(0, {0}));
  const RequestHead head{.method = "POST", .path = "/0-0", .content_type = kJson, .token = "t0-0"};
  EXPECT_EQ(post(head, gauge_body(1)), 200);
  EXPECT_EQ(post(head, R"({"resourceSpans":[]})"), 200);
  EXPECT_EQ(post(head, R"({"resourceLogs":[{"scopeLogs":[{"logRecords":[{},{}]}]}]})"), 200);
  EXPECT_EQ(post(head, R"({"somethingElse":[]})"), 400);
  const Telemetry telemetry = collection_.report();
  ASSERT_EQ(telemetry.workers.size(), 1U);
  EXPECT_EQ(telemetry.workers[0].datapoints, 1U);
  EXPECT_EQ(telemetry.workers[0].log_records, 2U);
  EXPECT_EQ(telemetry.workers[0].payloads, 3U);
}

class CollectionsWithPayloads : public Collections {
 protected:
  CollectionsWithPayloads() : Collections({.plan = {}, .payload_file = "/dev/full"}) {}
};

TEST_F(CollectionsWithPayloads, WarnWhenTheyCannotBeKept) {
  collection_.expect(expected(0, 0));
  EXPECT_EQ(post("0-0", 1), 200);
  const Telemetry telemetry = collection_.report();
  ASSERT_EQ(telemetry.warnings.size(), 1U);
  EXPECT_EQ(telemetry.warnings[0].code, "otlp_payloads");
}

}  // namespace
}  // namespace perfbench::collector

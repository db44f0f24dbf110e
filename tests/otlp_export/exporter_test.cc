#include "otlp_export/exporter.h"

#include <gmock/gmock.h>
#include <zlib.h>

#include <deque>

#include "../otlp/otlp_builder.h"

namespace perfbench::otlp_export {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::SizeIs;

std::string gunzip(std::string bytes) {
  std::string text(1000, '\0');
  z_stream stream{};
  EXPECT_EQ(::inflateInit2(&stream, MAX_WBITS + 16), Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(bytes.data());
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  EXPECT_EQ(::inflate(&stream, Z_FINISH), Z_STREAM_END);
  text.resize(stream.total_out);
  ::inflateEnd(&stream);
  return text;
}

class Exports : public testing::Test {
 protected:
  Result<std::string> ship_two() {
    const Sending sending{.send =
                              [this](const HttpRequest& request) {
                                sent.push_back(request);
                                const HttpResponse answer = answers.empty() ? HttpResponse{.status = 200} : answers[0];
                                if (!answers.empty()) answers.pop_front();
                                return HttpResult(answer);
                              },
                          .hooks = {.wait = [this](auto delay) { waited.push_back(delay.count()); },
                                    .will_retry = [](const std::string&, auto) {},
                                    .is_time_for = [](auto delay) { return delay.count() < 5; }},
                          .headers = {{"api-key", "sesame"}}};
    return ship({.signal = "traces", .requests = {"first", "second"}}, endpoint_, sending);
  }

  std::deque<HttpResponse> answers;
  std::vector<HttpRequest> sent;
  std::vector<double> waited;

 private:
  OtlpEndpoint endpoint_ = parse_otlp_endpoint("http://host:4318/base").value();
};

TEST_F(Exports, ArePostedToTheSignalsPathBelowTheEndpoint) {
  EXPECT_EQ(ship_two().value(), "");
  ASSERT_THAT(sent, SizeIs(2));
  for (const HttpRequest& request : sent) {
    EXPECT_EQ(request.method, "POST");
    EXPECT_EQ(request.target, "/base/v1/traces");
    EXPECT_EQ(request.content_type, "application/x-protobuf");
    EXPECT_THAT(request.headers, Contains(Pair("Content-Encoding", "gzip")));
    EXPECT_THAT(request.headers, Contains(Pair("api-key", "sesame")));
  }
  EXPECT_EQ(gunzip(sent[0].body), "first");
  EXPECT_EQ(gunzip(sent[1].body), "second");
}

TEST_F(Exports, AreSentAgainWhenTheBackendAsksForIt) {
  answers = {{.status = 503, .retry_after_sec = 2}, {.status = 200}};
  EXPECT_EQ(ship_two().value(), "");
  EXPECT_THAT(sent, SizeIs(3));
  EXPECT_THAT(waited, ElementsAre(2));
}

TEST_F(Exports, AreNotHeldUpLongerThanThereIsTime) {
  answers = {{.status = 503, .retry_after_sec = 60}};
  const auto outcome = ship_two();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().what, "the backend answered HTTP 503");
  EXPECT_THAT(waited, IsEmpty());
}

TEST_F(Exports, EndWithTheFirstThatIsRefusedAndTellHowFarTheyCame) {
  answers = {{.status = 200}, {.status = 400}};
  const auto outcome = ship_two();
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().what, "the backend answered HTTP 400, after 1 of 2 requests");
  EXPECT_EQ(outcome.error().where, "http://host:4318/base/v1/traces");
  EXPECT_THAT(waited, IsEmpty());
}

TEST_F(Exports, TellWhatTheBackendLeftOut) {
  const std::string partial = otlp::build::bytes(1, otlp::build::varint(1, 3) + otlp::build::bytes(2, "too old"));
  answers = {{.status = 200, .body = partial}};
  EXPECT_THAT(ship_two().value(), HasSubstr("left out 3"));
  EXPECT_THAT(sent, SizeIs(2));
}

}  // namespace
}  // namespace perfbench::otlp_export

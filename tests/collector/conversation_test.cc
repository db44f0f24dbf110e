#include "collector/conversation.h"

#include <gmock/gmock.h>

#include "compressed.h"
#include "loopback.h"

namespace perfbench::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

constexpr ConnectionLimits kHasty{.head = milliseconds(50), .body = milliseconds(50)};

HttpAnswer answer_to(Loopback& loopback, const std::string& request) {
  Client client = loopback.connect();
  client.send(request);
  return client.answer();
}

std::string length_of(std::string_view body) { return "Content-Length: " + std::to_string(body.size()) + "\r\n"; }

TEST(Conversation, AnswersARequest) {
  Loopback loopback;
  const HttpAnswer answer =
      answer_to(loopback, post("/1-2/v1/metrics", "x-perfbench-token: secret\r\n" + length_of("{}"), "{}"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, kTaken);
  EXPECT_TRUE(answer.has("Content-Type: text/plain"));
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre("{}"));
  const RequestHead head = loopback.receiver().heads().front();
  EXPECT_EQ(head.method, "POST");
  EXPECT_EQ(head.path, "/1-2/v1/metrics");
  EXPECT_EQ(head.content_type, "application/json");
  EXPECT_EQ(head.token, "secret");
}

TEST(Conversation, TakesTheTokenAsABearerToo) {
  Loopback loopback;
  answer_to(loopback, post("/", "Authorization: Bearer secret\r\n" + length_of("{}"), "{}"));
  answer_to(loopback, post("/", "Authorization: Basic c2VjcmV0\r\n" + length_of("{}"), "{}"));
  std::vector<std::string> tokens;
  for (const RequestHead& head : loopback.receiver().heads()) tokens.push_back(head.token);
  EXPECT_THAT(tokens, ElementsAre("secret", ""));
}

TEST(Conversation, GoesOnForManyRequests) {
  Loopback loopback;
  Client client = loopback.connect();
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(client.send(post(std::to_string(i))));
    const HttpAnswer answer = client.answer();
    ASSERT_EQ(answer.status, 200) << i;
    EXPECT_FALSE(answer.has("Connection: close"));
  }
  EXPECT_THAT(loopback.receiver().bodies(), SizeIs(200));
}

TEST(Conversation, AnswersRequestsThatCameAtOnceInTheirOrder) {
  Loopback loopback;
  Client client = loopback.connect();
  std::string all;
  std::vector<std::string> sent;
  for (int i = 0; i < 100; ++i) {
    sent.push_back(std::string(static_cast<std::size_t>(i * 10), 'x') + std::to_string(i));
    all += post(sent.back());
  }
  client.send(all);
  client.send_no_more();
  for (int i = 0; i < 100; ++i) ASSERT_EQ(client.answer().status, 200) << i;
  EXPECT_TRUE(client.has_ended());
  EXPECT_EQ(loopback.receiver().bodies(), sent);
}

TEST(Conversation, EndsWhenAsked) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("/", "Connection: close\r\n" + length_of("{}"), "{}"));
  const HttpAnswer answer = client.answer();
  EXPECT_EQ(answer.status, 200);
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(client.has_ended());
}

TEST(Conversation, TakesChunkedBodies) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("/", "Transfer-Encoding: chunked\r\n", "4\r\n{\"a\"\r\n1;x=y\r\n:\r\n2\r\n1}\r\n0\r\n\r\n"));
  EXPECT_EQ(client.answer().status, 200);
  client.send(post("next"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre("{\"a\":1}", "next"));
}

TEST(Conversation, TakesABodyWithoutLengthAsEmpty) {
  Loopback loopback;
  EXPECT_EQ(answer_to(loopback, post("/", "", "")).status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre(""));
}

TEST(Conversation, TellsWhoAsksToGoOn) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("/", "Expect: 100-continue\r\n" + length_of("body"), ""));
  EXPECT_EQ(client.answer().status, 100);
  client.send("body");
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre("body"));
}

TEST(Conversation, TellsWhoAsksAndIsRefusedAtOnce) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("/refused", "Expect: 100-continue\r\nContent-Length: 1000\r\n", ""));
  const HttpAnswer answer = client.answer();
  EXPECT_EQ(answer.status, 403);
  EXPECT_THAT(answer.body, HasSubstr("refused"));
  EXPECT_TRUE(client.has_ended());
}

TEST(Conversation, ExpandsCompressedBodies) {
  Loopback loopback;
  const std::string text(300'000, 'x');
  const std::string gzip = compressed(text, Compression::gzip);
  const std::string zlib = compressed(text, Compression::zlib);
  EXPECT_EQ(answer_to(loopback, post("/", "Content-Encoding: gzip\r\n" + length_of(gzip), gzip)).status, 200);
  EXPECT_EQ(answer_to(loopback, post("/", "Content-Encoding: deflate\r\n" + length_of(zlib), zlib)).status, 200);
  EXPECT_EQ(answer_to(loopback, post("/", "Content-Encoding: identity\r\n" + length_of("x"), "x")).status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre(text, text, "x"));
}

struct Refused {
  const char* what;
  std::string request;
  int status;
};

void PrintTo(const Refused& request, std::ostream* out) { *out << request.what; }

std::string cut_gzip() {
  std::string bytes = compressed("some text", Compression::gzip);
  bytes.resize(bytes.size() - 3);
  return bytes;
}

class RefusedRequests : public testing::TestWithParam<Refused> {};
INSTANTIATE_TEST_SUITE_P(
    Conversation, RefusedRequests,
    testing::Values(
        Refused{"method", "GET /v1/metrics HTTP/1.1\r\n\r\n", 405},
        Refused{"unknown_method", "BREW / HTTP/1.1\r\n\r\n", 400}, Refused{"head", "HEAD / HTTP/1.1\r\n\r\n", 405},
        Refused{"endpoint", post("/refused", "Content-Length: 2\r\n", "{}"), 403},
        Refused{"length_of_1_GB", post("/", "Content-Length: 1000000000\r\n", "{"), 413},
        Refused{"length_of_many_years", post("/", "Content-Length: 18446744073709551615\r\n", "{"), 413},
        Refused{"length_beyond_64_bits", post("/", "Content-Length: 99999999999999999999999\r\n", "{"), 413},
        Refused{"negative_length", post("/", "Content-Length: -1\r\n", "{"), 400},
        Refused{"length_with_a_sign", post("/", "Content-Length: +1\r\n", "{"), 400},
        Refused{"length_in_words", post("/", "Content-Length: ten\r\n", "{"), 400},
        Refused{"length_with_a_tail", post("/", "Content-Length: 1,1\r\n", "{"), 400},
        Refused{"two_lengths", post("/", "Content-Length: 1\r\nContent-Length: 5\r\n", "{"), 400},
        Refused{"length_and_chunks",
                post("/", "Content-Length: 1\r\nTransfer-Encoding: chunked\r\n", "1\r\n{\r\n0\r\n\r\n"), 400},
        Refused{"transfer_encoding", post("/", "Transfer-Encoding: gzip\r\n", "{"), 400},
        Refused{"transfer_encodings", post("/", "Transfer-Encoding: gzip, chunked\r\n", "1\r\n{\r\n0\r\n\r\n"), 400},
        Refused{"content_encoding", post("/", "Content-Encoding: br\r\nContent-Length: 1\r\n", "x"), 415},
        Refused{"gzip_that_is_none", post("/", "Content-Encoding: gzip\r\nContent-Length: 5\r\n", "plain"), 400},
        Refused{"cut_gzip", post("/", "Content-Encoding: gzip\r\n" + length_of(cut_gzip()), cut_gzip()), 400},
        Refused{"no_gzip_at_all", post("/", "Content-Encoding: gzip\r\nContent-Length: 0\r\n", ""), 400},
        Refused{"long_path", post("/" + std::string(300, 'x'), "Content-Length: 0\r\n", ""), 404},
        Refused{"very_long_path", post("/" + std::string(9000, 'x'), "Content-Length: 0\r\n", ""), 414},
        Refused{"old_version", "POST / HTTP/0.9\r\n\r\n", 400}, Refused{"no_version", "GET /\r\n\r\n", 400},
        Refused{"garbage", "\x16\x03\x01\x02\r\n\r\n", 400},
        Refused{"chunk_size", post("/", "Transfer-Encoding: chunked\r\n", "x\r\n{}\r\n0\r\n\r\n"), 400},
        Refused{"endless_chunk", post("/", "Transfer-Encoding: chunked\r\n", "ffffffffffffffff\r\n{}\r\n0\r\n\r\n"),
                400},
        Refused{"chunk_longer_than_told", post("/", "Transfer-Encoding: chunked\r\n", "1\r\n{}\r\n0\r\n\r\n"), 400},
        Refused{"chunks_without_end", post("/", "Transfer-Encoding: chunked\r\n", "2\r\n{}\r\n0\r\nx\r\n\r\n"), 400}),
    [](const auto& chosen) { return std::string(chosen.param.what); });

TEST_P(RefusedRequests, AreAnsweredAndTheConnectionEnds) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(GetParam().request);
  const HttpAnswer answer = client.answer();
  EXPECT_EQ(answer.status, GetParam().status);
  EXPECT_TRUE(answer.has("Connection: close")) << answer.head;
  EXPECT_EQ(answer.has("Allow: POST"), GetParam().status == 405);
  EXPECT_TRUE(client.has_ended());
  EXPECT_THAT(loopback.receiver().bodies(), IsEmpty());
  EXPECT_EQ(answer_to(loopback, post("good")).status, 200) << "others are served";
}

TEST(Conversation, RefusesABomb) {
  const std::string bomb = bomb_of(100'000'000, Compression::gzip);
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("/", "Content-Encoding: gzip\r\n" + length_of(bomb), bomb));
  EXPECT_EQ(client.answer().status, 413);
  EXPECT_TRUE(client.has_ended());
  EXPECT_THAT(loopback.receiver().bodies(), IsEmpty());
}

TEST(Conversation, EndsWithAHeadThatDoesNotEnd) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send("POST / HTTP/1.1\r\n");
  std::string header = "X-Flood: " + std::string(1000, 'x') + "\r\n";
  for (int i = 0; i < 1000 && client.send(header); ++i) continue;
  EXPECT_THAT(client.answer().status, testing::AnyOf(0, 400));
  EXPECT_EQ(answer_to(loopback, post("good")).status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre("good"));
}

TEST(Conversation, IsNotConfusedByBytesOfZero) {
  Loopback loopback;
  for (const std::string& request :
       {std::string("POST /\0 HTTP/1.1\r\n\r\n", 20), std::string("\0\0\0\0\r\n\r\n", 8),
        std::string("POST / HTTP/1.1\r\nX: \0\r\nContent-Length: 100000000000\r\n\r\n", 55)}) {
    EXPECT_NE(answer_to(loopback, request).status, 200);
  }
  const std::string body("\0a\0", 3);
  EXPECT_EQ(answer_to(loopback, post(body)).status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre(body));
}

TEST(Conversation, AnswersWhoSendsNoMore) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("all"));
  client.send_no_more();
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.has_ended());
}

TEST(Conversation, RefusesABodyThatIsCut) {
  Loopback loopback;
  for (const std::string& request :
       {post("/", "Content-Length: 100\r\n", "{"), post("/", "Transfer-Encoding: chunked\r\n", "10\r\n{"),
        post("/", "Transfer-Encoding: chunked\r\n", "1\r\n{\r\n")}) {
    Client client = loopback.connect();
    client.send(request);
    client.send_no_more();
    EXPECT_EQ(client.answer().status, 400);
    Client vanished = loopback.connect();
    vanished.send(request);
  }
  EXPECT_EQ(answer_to(loopback, post("good")).status, 200);
  EXPECT_THAT(loopback.receiver().bodies(), ElementsAre("good"));
}

TEST(Conversation, DoesNotWaitForABodyForEver) {
  Loopback loopback(kHasty);
  for (const char* headers : {"Content-Length: 100\r\n", "Transfer-Encoding: chunked\r\n",
                              "Content-Encoding: gzip\r\nContent-Length: 100\r\n"}) {
    Client client = loopback.connect();
    const auto begin = steady_clock::now();
    client.send(post("/", headers, ""));
    EXPECT_EQ(client.answer().status, 408) << headers;
    EXPECT_GE(steady_clock::now() - begin, kHasty.body);
    EXPECT_TRUE(client.has_ended());
  }
  EXPECT_THAT(loopback.receiver().bodies(), IsEmpty());
}

// The time is that of the whole body, not of each piece.
TEST(Conversation, DoesNotWaitForABodyThatComesByAndBy) {
  Loopback loopback(kHasty);
  Client client = loopback.connect();
  client.send(post("/", "Content-Length: 1000\r\n", ""));
  std::jthread sending([&](const std::stop_token& stop) {
    while (!stop.stop_requested() && client.send("x")) std::this_thread::sleep_for(milliseconds(5));
  });
  EXPECT_EQ(client.answer().status, 408);
}

TEST(Conversation, DoesNotWaitForAHeadForEver) {
  Loopback loopback(kHasty);
  Client client = loopback.connect();
  client.send("POST / HTTP/1.1\r\nHost: h");
  EXPECT_THAT(client.answer().status, testing::AnyOf(0, 400));
  EXPECT_TRUE(client.has_ended());
}

TEST(Conversation, EndsWhenNothingComes) {
  Loopback loopback({.idle = milliseconds(50)});
  Client silent = loopback.connect();
  EXPECT_TRUE(silent.has_ended());
  Client client = loopback.connect();
  client.send(post("one"));
  EXPECT_EQ(client.answer().status, 200);
  EXPECT_TRUE(client.has_ended());
}

TEST(Conversation, RefusesBodiesBeyondTheirLimit) {
  Loopback loopback({}, {.largest = 2 << 20, .total = 3 << 20, .small = 1 << 16});
  const std::string largest(2 << 20, 'x');
  EXPECT_EQ(answer_to(loopback, post(largest)).status, 200);
  const HttpAnswer told = answer_to(loopback, post("/", "Content-Length: 2097153\r\n", ""));
  EXPECT_EQ(told.status, 413);
  EXPECT_THAT(told.body, HasSubstr("larger than 2 MiB"));
  const std::string chunk = "200001\r\n" + largest + "x\r\n0\r\n\r\n";
  EXPECT_EQ(answer_to(loopback, post("/", "Transfer-Encoding: chunked\r\n", chunk)).status, 413);
}

TEST(Conversation, IsToldToComeAgainWhenThereIsNoMemoryInTime) {
  Loopback loopback(kHasty, {.largest = 1 << 20, .total = 1 << 20, .small = 1 << 16});
  Client first = loopback.connect();
  const std::string large(1 << 20, 'x');
  first.send(post("/held", length_of(large), large));
  while (loopback.server().busy_connections() == 0) std::this_thread::sleep_for(milliseconds(1));
  HttpAnswer answer;
  for (int i = 0; i < 100 && answer.status != 503; ++i) answer = answer_to(loopback, post(large));
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: 1"));
  loopback.receiver().release();
  EXPECT_EQ(first.answer().status, 200);
}

}  // namespace
}  // namespace perfbench::collector

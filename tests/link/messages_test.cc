#include "link/messages.h"

#include <gmock/gmock.h>

namespace perfbench::link {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// What arrives of `message`.
template <class Kind>
Kind told(const Kind& message) {
  const std::string line = to_line(message);
  EXPECT_EQ(line.find('\n'), line.size() - 1) << "a message is one line";
  const auto read = read_message(std::string_view(line).substr(0, line.size() - 1));
  if (!read || !std::holds_alternative<Kind>(*read)) {
    ADD_FAILURE() << line;
    return {};
  }
  return std::get<Kind>(*read);
}

TEST(Messages, TellTheSetup) {
  link::Setup setup{.plan = {}, .payload_file = "/tmp/a \"b\"\n.jsonl"};
  setup.plan.signals = {{"turn", R"(a.*\.b)"}, {"", ""}};
  setup.plan.max_series = 123;
  setup.plan.phase_attributes = {"route", "ä"};
  const link::Setup arrived = told(setup);
  EXPECT_EQ(arrived.payload_file, setup.payload_file);
  EXPECT_EQ(arrived.plan.max_series, 123U);
  EXPECT_THAT(arrived.plan.phase_attributes, ElementsAre("route", "ä"));
  ASSERT_EQ(arrived.plan.signals.size(), 2U);
  EXPECT_EQ(arrived.plan.signals[0].name, "turn");
  EXPECT_EQ(arrived.plan.signals[0].pattern, R"(a.*\.b)");
}

TEST(Messages, TellOfAWorker) {
  const Expect arrived = told(Expect{.batch = 7,
                                     .worker = 3,
                                     .measured = false,
                                     .prefix = "7-4",
                                     .token = "secret",
                                     .trace_id = "0af7",
                                     .span_id = "b7ad"});
  EXPECT_EQ(arrived.batch, 7);
  EXPECT_EQ(arrived.worker, 3);
  EXPECT_FALSE(arrived.measured);
  EXPECT_EQ(arrived.prefix, "7-4");
  EXPECT_EQ(arrived.token, "secret");
  EXPECT_EQ(arrived.trace_id, "0af7");
  EXPECT_EQ(arrived.span_id, "b7ad");
}

TEST(Messages, TellWhatToKeep) {
  constexpr std::int64_t kNow = 1'790'000'000'123'456'789;
  const Keep arrived = told(Keep{.batch = 7, .workers = {{0, kNow, kNow + 1, kNow + 2, kNow + 3}, {3, -5, 0, 0, 0}}});
  EXPECT_EQ(arrived.batch, 7);
  ASSERT_EQ(arrived.workers.size(), 2U);
  EXPECT_EQ(arrived.workers[0].start_ns, kNow);
  EXPECT_EQ(arrived.workers[0].spawned_ns, kNow + 1);
  EXPECT_EQ(arrived.workers[0].end_ns, kNow + 2);
  EXPECT_EQ(arrived.workers[0].drained_ns, kNow + 3);
  EXPECT_EQ(arrived.workers[1].worker, 3);
  EXPECT_EQ(arrived.workers[1].start_ns, -5);
  EXPECT_TRUE(told(Keep{.batch = 1, .workers = {}}).workers.empty());
}

TEST(Messages, TellTheEnd) { EXPECT_EQ(told(Finish{.wait_ms = 50}).wait_ms, 50); }

TEST(Messages, AreOneLineWhateverTheTextsHold) {
  const Expect arrived = told(Expect{.batch = 0, .worker = 0, .measured = true, .prefix = "a\nb\xff", .token = ""});
  EXPECT_EQ(arrived.prefix, "a\nb\uFFFD");
}

class HostileLines : public testing::TestWithParam<const char*> {};
INSTANTIATE_TEST_SUITE_P(
    Messages, HostileLines,
    testing::Values("", "{}", "null", "[]", "7", "\"setup\"", "{", "{\"start\":{}}", R"({"setup":null})",
                    R"({"setup":{"signals":[]}})",
                    R"({"setup":{"signals":{},"max_series":1,"phase_attributes":[],"payload_file":""}})",
                    R"({"expect":{"batch":0,"worker":0,"measured":1,"prefix":"","token":7}})", R"({"expect":[]})",
                    R"({"keep":{"batch":"x","workers":[]}})", R"({"keep":{"batch":0,"workers":[7]}})",
                    R"({"finish":{}})", R"({"finish":{"wait_ms":"soon"}})", R"({"finish":{"wait_ms":1}} x)",
                    R"({"finish":{"wait_ms":1.5}})", R"({"finish":{"wait_ms":4294967297}})",
                    R"({"finish":{"wait_ms":true}})",
                    R"({"keep":{"batch":0,"workers":[{"worker":0,"start_ns":1e30,"end_ns":0}]}})",
                    R"({"expect":{"batch":-3000000000,"worker":0,"measured":true,"prefix":"","token":""}})",
                    "{\"finish\":{\"wait_ms\":1}}\xff", "\xff\xfe"));

TEST_P(HostileLines, AreErrors) {
  const auto read = read_message(GetParam());
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().kind, ErrorKind::harness);
  EXPECT_FALSE(read.error().cause.empty());
}

TEST(Messages, ThatNestWithoutEndAreErrors) {
  EXPECT_FALSE(read_message(std::string(100'000, '[')));
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += R"({"setup":)";
  EXPECT_FALSE(read_message(deep));
}

}  // namespace
}  // namespace perfbench::link

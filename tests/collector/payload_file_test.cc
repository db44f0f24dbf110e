#include "collector/payload_file.h"

#include <gmock/gmock.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

namespace perfbench::collector {
namespace {

using nlohmann::json;

std::filesystem::path temporary_file() {
  std::string name = testing::TempDir() + "perfbench-payloads-XXXXXX";
  const int file = ::mkstemp(name.data());
  EXPECT_GE(file, 0);
  ::close(file);
  return name;
}

class KeptPayloads : public testing::Test {
 protected:
  ~KeptPayloads() override { std::filesystem::remove(path_); }

  std::vector<json> lines() const {
    std::vector<json> lines;
    std::ifstream file(path_);
    for (std::string line; std::getline(file, line);) lines.push_back(json::parse(line));
    return lines;
  }

  std::filesystem::path path_ = temporary_file();
  IntakeBudget budget_;
  Sender sender_{.batch = 3, .worker = 1, .measured = true, .prefix = "", .token = "", .intake = {1, budget_}};
};

TEST_F(KeptPayloads, AreALineEach) {
  PayloadFile file(path_.string());
  file.write(sender_, otlp::Signal::metrics, otlp::Encoding::json, "{\n  \"a\":\r\n\"b\\n\"}");
  file.write(sender_, otlp::Signal::logs, otlp::Encoding::json, "{}");
  EXPECT_TRUE(file.is_sound());
  const auto kept = lines();
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0],
            json::parse(R"({"batch":3,"worker":2,"signal":"metrics","encoding":"json","payload":{"a":"b\n"}})"));
  EXPECT_EQ(kept[1]["signal"], "logs");
}

TEST_F(KeptPayloads, OfProtobufAreInBase64) {
  PayloadFile file(path_.string());
  const std::vector<std::pair<std::string, const char*>> samples = {
      {"", ""}, {std::string("\0", 1), "AA=="}, {"ab", "YWI="}, {"abc", "YWJj"}, {"\xff\n\x80\x01", "/wqAAQ=="}};
  for (const auto& [bytes, text] : samples) {
    file.write(sender_, otlp::Signal::traces, otlp::Encoding::protobuf, bytes);
    EXPECT_EQ(lines().back()["payload_base64"], text);
  }
  EXPECT_EQ(lines().back()["encoding"], "protobuf");
}

TEST_F(KeptPayloads, ThatCannotBeWrittenAreKnownToBeLost) {
  PayloadFile file("/dev/full");
  file.write(sender_, otlp::Signal::metrics, otlp::Encoding::json, "{}");
  EXPECT_FALSE(file.is_sound());
  EXPECT_FALSE(PayloadFile("/nonexistent/otlp.jsonl").is_sound());
}

}  // namespace
}  // namespace perfbench::collector

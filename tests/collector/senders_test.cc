#include "collector/senders.h"

#include <gmock/gmock.h>

namespace perfbench::collector {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

link::Expect worker_of(int batch, int worker, const std::string& token) {
  return {.batch = batch,
          .worker = worker,
          .measured = true,
          .prefix = std::to_string(batch) + "-" + std::to_string(worker),
          .token = token};
}

std::vector<std::pair<int, int>> taken_until(Senders& senders, int batch) {
  std::vector<std::pair<int, int>> taken;
  for (const auto& sender : senders.take_until(batch)) taken.emplace_back(sender->batch, sender->worker);
  return taken;
}

TEST(Senders, AreFoundByTheirPathAndToken) {
  Senders senders;
  senders.add(worker_of(0, 0, "secret"), 1);
  senders.add(worker_of(0, 1, "other"), 1);
  const auto found = senders.find("0-1", "other");
  EXPECT_EQ(found.admission, Admission::granted);
  ASSERT_TRUE(found.sender);
  EXPECT_EQ(found.sender->worker, 1);
}

TEST(Senders, AreNotFoundWithoutTheirOwnToken) {
  Senders senders;
  senders.add(worker_of(0, 0, "secret"), 1);
  senders.add(worker_of(0, 1, "secre"), 1);
  const std::vector<std::tuple<const char*, const char*, Admission>> attempts = {
      {"0-0", "", Admission::no_token},           {"0-0", "secre", Admission::wrong_token},
      {"0-0", "secret ", Admission::wrong_token}, {"0-0", "SECRET", Admission::wrong_token},
      {"0-1", "secret", Admission::wrong_token},  {"0-2", "secret", Admission::unknown},
      {"0-2", "", Admission::no_token},           {"", "secret", Admission::unknown},
      {"0-", "secret", Admission::unknown}};
  for (const auto& [prefix, token, expected] : attempts) {
    const auto found = senders.find(prefix, token);
    EXPECT_EQ(found.admission, expected) << prefix << " with " << token;
    EXPECT_FALSE(found.sender);
  }
}

TEST(Senders, NeedNoTokenWhereNoneWasAgreed) {
  Senders senders;
  senders.add({.batch = 0, .worker = 0, .measured = true, .prefix = "", .token = ""}, 1);
  EXPECT_EQ(senders.find("", "").admission, Admission::granted);
  EXPECT_EQ(senders.find("0-0", "").admission, Admission::no_token);
}

TEST(Senders, AreTakenByBatchInTheirOrderAndUnknownThen) {
  Senders senders;
  for (const int batch : {2, 0, 1}) {
    for (const int worker : {0, 1}) senders.add(worker_of(batch, worker, "t"), 1);
  }
  EXPECT_THAT(taken_until(senders, -1), IsEmpty());
  EXPECT_THAT(taken_until(senders, 1), ElementsAre(std::pair(0, 0), std::pair(0, 1), std::pair(1, 0), std::pair(1, 1)));
  EXPECT_EQ(senders.find("1-0", "t").admission, Admission::unknown);
  EXPECT_EQ(senders.find("2-0", "t").admission, Admission::granted);
  EXPECT_THAT(taken_until(senders, 1), IsEmpty());
}

TEST(Senders, CountRefusalsByTheirReason) {
  Senders senders;
  for (const Admission admission :
       {Admission::granted, Admission::no_token, Admission::wrong_token, Admission::wrong_token, Admission::unknown,
        Admission::unknown, Admission::unknown}) {
    senders.note_refusal(admission);
  }
  const Refusals refusals = senders.refusals();
  EXPECT_EQ(refusals.no_token, 1U);
  EXPECT_EQ(refusals.wrong_token, 2U);
  EXPECT_EQ(refusals.unknown, 3U);
  EXPECT_EQ(refusals.total(), 6U);
}

}  // namespace
}  // namespace perfbench::collector

#include "model/error.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Error, IsPrintedWithPlaceCauseAndAdvice) {
  const Error error{.kind = ErrorKind::plan,
                    .what = "the file cannot be read",
                    .where = "--stdin",
                    .cause = "Permission denied",
                    .advice = "Check its mode."};
  EXPECT_EQ(to_string(error), "--stdin: the file cannot be read: Permission denied\n  Check its mode.");
}

TEST(Error, LeavesOutWhatIsEmpty) {
  EXPECT_EQ(to_string(Error{.kind = ErrorKind::harness, .what = "no launcher", .where = "", .cause = "", .advice = ""}),
            "no launcher");
}

}  // namespace
}  // namespace perfbench

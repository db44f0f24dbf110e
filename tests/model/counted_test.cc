#include "model/counted.h"

#include <gtest/gtest.h>

namespace perfbench {
namespace {

TEST(Counted, IsInTheSingularForOneOnly) {
  EXPECT_EQ(counted(1, "worker"), "1 worker");
  EXPECT_EQ(counted(0, "worker"), "0 workers");
  EXPECT_EQ(counted(2, "worker"), "2 workers");
}

}  // namespace
}  // namespace perfbench

#include "http/query.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

TEST(Queries, AreEncoded) {
  EXPECT_EQ(with_query("/a", {}), "/a");
  EXPECT_EQ(with_query("/a", {{"project", "My P&Q"}, {"x", "ü+/=%"}}), "/a?project=My%20P%26Q&x=%C3%BC%2B%2F%3D%25");
}

TEST(Queries, AreDecoded) {
  EXPECT_EQ(query_value("project=My%20P%26Q&x=1", "project"), "My P&Q");
  EXPECT_EQ(query_value("project=My+P", "project"), "My P");
  EXPECT_EQ(query_value("x=1", "project"), "");
  EXPECT_EQ(query_value("", "project"), "");
}

}  // namespace
}  // namespace perfbench

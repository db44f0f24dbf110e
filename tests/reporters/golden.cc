#include "golden.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

namespace perfbench {

void expect_golden(const std::string& name, const std::string& text) {
  const std::string path = std::string(PERFBENCH_TEST_DATA) + "/golden/" + name;
  if (std::getenv("UPDATE_GOLDEN") != nullptr) {
    std::ofstream(path, std::ios::binary) << text;
    return;
  }
  std::ifstream file(path, std::ios::binary);
  ASSERT_TRUE(file) << path << " is missing; UPDATE_GOLDEN=1 writes it";
  const std::string golden(std::istreambuf_iterator<char>(file), {});
  EXPECT_EQ(text, golden) << "differs from " << path << "; UPDATE_GOLDEN=1 accepts the new text";
}

}  // namespace perfbench

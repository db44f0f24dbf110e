// Comparison with the files in tests/data/golden; UPDATE_GOLDEN=1 in the environment writes them anew.
#pragma once

#include <string>

namespace perfbench {

// Fails the current test where `text` differs from the golden file `name`.
void expect_golden(const std::string& name, const std::string& text);

}  // namespace perfbench

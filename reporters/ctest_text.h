// What CTest reads out of a test's output, wherever it stands in it.
#pragma once

#include <string>
#include <string_view>

namespace perfbench {

// `text` with a space after the '<' of everything that CTest might take for an element of its own: a worker's stderr,
// or a name, could otherwise add measurements to the test.
std::string without_ctest_elements(std::string_view text);

}  // namespace perfbench

// What perfbench says on stdout.
#pragma once

#include <string_view>

#include "model/error.h"

namespace perfbench {

// As few write()s as the system needs for the whole text, so that CTest never sees a measurement cut in two. That
// nobody reads any more is no error. Errors (harness): no space.
Result<void> write_stdout(std::string_view text);

}  // namespace perfbench

// The token of a CDash user, taken from where nobody else sees it.
#pragma once

#include <filesystem>
#include <string>

#include "model/error.h"

namespace perfbench {

struct TokenSource {
  std::string variable;        // environment variable; empty: CDASH_TOKEN if it is set
  std::filesystem::path file;  // empty: none
};

// Empty where there is none. The environment variable is overwritten and unset, and the process made such that it
// leaves no core dump and other processes of the user cannot read its memory or environment. Errors (usage): both
// sources, a variable that is not set, a file that cannot be read, a value that is no token; none shows the value.
Result<std::string> take_token(const TokenSource& source);

}  // namespace perfbench

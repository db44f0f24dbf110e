#include "message.h"

#include <cstdio>
#include <string>

#include "model/clean_text.h"
#include "reporters/ctest_text.h"

namespace perfbench {

void print_message(std::string_view text) {
  std::string line = "perfbench: " + without_ctest_elements(clean_lines(text));
  if (!line.ends_with('\n')) line += '\n';
  std::fputs(line.c_str(), stderr);
}

}  // namespace perfbench

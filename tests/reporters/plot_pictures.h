// What gnuplot makes of a script, looked at by tests.
#pragma once

#include <string>
#include <vector>

namespace perfbench {

struct Drawing {
  std::vector<std::string> texts;  // in it, as a reader sees them
  std::string words;               // on stderr
};

// As SVG instead of PNG, whose texts can be read.
Drawing drawn(std::string script);

// "1000x700", as the file's header says; empty where it is no PNG.
std::string size_of_png(const std::string& png);

}  // namespace perfbench

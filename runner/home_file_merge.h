// Several home files of one destination become one: a program's own configuration and, over it, what a test changes.
#pragma once

#include <filesystem>
#include <span>
#include <string>

#include "model/error.h"

namespace perfbench {

struct HomeFileText {
  std::filesystem::path source;
  std::string bytes;
};

// `texts` (at least one), merged in their order. A single one stays as it is, byte by byte. The name of the destination
// tells how others are merged, else the first name of a source that does:
// - .toml: tables by their keys, recursively; any other value, an array too, is the later file's. Comments are lost,
// and
//   keys are sorted.
// - .json: as JSON merge patches (RFC 7386), so that null takes a member out. Keys keep their order; comments, which
// are
//   passed over, are lost.
// - all else is appended, each from a line of its own.
// Errors (plan): a text that is no TOML or JSON, with its file, line and column.
Result<std::string> merge_home_files(const std::filesystem::path& destination, std::span<const HomeFileText> texts);

}  // namespace perfbench

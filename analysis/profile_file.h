// One JSON file of a profile, before what it extends is added.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "analysis/profile.h"

namespace perfbench {

struct ProfileFile {
  Profile profile;  // named after the file where it gives no name
  std::optional<std::string> extends;
};

// Errors (plan): unreadable file, broken JSON with its position, unknown key with the nearest known one, wrong type, a
// broken rule.
Result<ProfileFile> read_profile_file(const std::filesystem::path& file);

}  // namespace perfbench

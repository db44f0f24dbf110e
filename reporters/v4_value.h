// How v4 writes a value that may be absent.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "model/run_figures.h"
#include "reporters/json_writer.h"

namespace perfbench {

// An integer where `integral` is set and the value is one; null where absent or not finite.
nlohmann::ordered_json v4_number(const Measured& value, bool integral = false);
void write_v4_number(JsonWriter& writer, const Measured& value, bool integral);
// null when empty.
nlohmann::ordered_json v4_text(const std::string& text);

}  // namespace perfbench

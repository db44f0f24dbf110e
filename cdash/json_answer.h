// A server's answer as JSON.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace perfbench {

// Discarded where the text is no JSON. What is nested deeper than any answer of CDash is left out: a value of brackets
// alone could otherwise be deeper than the stack of whoever copies it.
nlohmann::json parse_json_answer(const std::string& text);

}  // namespace perfbench

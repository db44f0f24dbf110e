// What the option parser could not understand, told as one error with what to do about it.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/error.h"

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace perfbench {

// `arguments` as they stood on the command line.
Error explain_usage(const CLI::App& app, const CLI::ParseError& parse_error, const std::vector<std::string>& arguments);

// The value that stands after `option`, or after its "=", for when the parser has given up.
std::optional<std::string> given_value(const std::vector<std::string>& arguments, const std::string& option);

}  // namespace perfbench

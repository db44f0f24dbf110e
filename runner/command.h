// Commands as people write them: splitting words as a shell does, finding the program, telling why one
// cannot be executed.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "model/error.h"

namespace perfbench {

// Words of one string by the shell's rules of quoting ('...', "...", \); nothing is expanded and no shell is involved.
// Errors (usage): an open quote, an escape at the end, no word at all, a shell operator outside quotes (| & ; < > ( )).
Result<std::vector<std::string>> split_words(std::string_view text);

// The program: `name` itself if it holds a slash, else the absolute path of the first executable file of that name in
// the folders of `search_path` (an empty one is the current directory). Errors (plan): not found, with advice.
Result<std::string> find_program(const std::string& name, std::string_view search_path);

// Why exec of `program` failed with `error_number`, seen from `working_directory`: a missing file, an interpreter that
// is missing, a script without a first line that names one, no permission ...
Error explain_exec_failure(const std::string& program, const std::filesystem::path& working_directory,
                           int error_number);

}  // namespace perfbench

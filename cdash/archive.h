// A file as CDash takes it: packed into an archive, and that as text.
#pragma once

#include <string>
#include <string_view>

#include "model/error.h"

namespace perfbench {

// A tar archive, compressed by gzip, with one file in it; the same bytes for the same file, whenever it is made. Errors
// (harness): the library's own words.
Result<std::string> tar_gz(const std::string& name, std::string_view bytes);

// RFC 4648, with a line end after each 76 characters.
std::string base64(std::string_view bytes);

}  // namespace perfbench

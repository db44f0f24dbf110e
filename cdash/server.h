// Which CDash server, and which project there.
#pragma once

#include <string>

#include "model/error.h"
#include "model/http_url.h"

namespace perfbench {

struct CdashServer : HttpServer {
  std::string base_path;  // before /submit.php: empty, or "/CDash"
  std::string project;    // of the URL's query; may be empty
};

// https://cdash.example.org, with a path in front of CDash, and also whole as in CTEST_SUBMIT_URL:
// https://cdash.example.org/submit.php?project=P. Errors (usage).
Result<CdashServer> parse_cdash_url(const std::string& url);

}  // namespace perfbench

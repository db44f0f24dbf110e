// Which CDash server, and which project there.
#pragma once

#include <string>

#include "model/error.h"

namespace perfbench {

struct CdashServer {
  bool secure = true;  // https
  std::string host;    // as in a URL: an IPv6 address in brackets
  int port = 443;
  std::string base_path;  // before /submit.php: empty, or "/CDash"
  std::string project;    // of the URL's query; may be empty
  bool loopback = false;  // the host is this machine

  std::string origin() const;  // "https://cdash.example.org:8443", without the port where it is the usual one
};

// https://cdash.example.org, with a path in front of CDash, and also whole as in CTEST_SUBMIT_URL:
// https://cdash.example.org/submit.php?project=P. Errors (usage).
Result<CdashServer> parse_cdash_url(const std::string& url);

}  // namespace perfbench

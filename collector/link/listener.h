// A socket that listens for exporters.
#pragma once

#include <string>

#include "model/error.h"

namespace perfbench::link {

struct Listener {
  int socket = -1;  // non-blocking, close-on-exec; the caller's to close
  int port = 0;
};

// `address` is an IPv4 or IPv6 literal; port 0 leaves the choice to the system. Errors (plan): no such address here, or
// the port is taken.
Result<Listener> listen_on(const std::string& address, int port);

}  // namespace perfbench::link

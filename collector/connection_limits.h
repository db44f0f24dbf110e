// How many connections there may be, and how long each may take.
#pragma once

#include <chrono>

namespace perfbench::collector {

struct ConnectionLimits {
  int served = 512;                               // above this every request is told to come again
  int most = 640;                                 // above this none is accepted
  std::chrono::milliseconds idle{120'000};        // before a request and between two
  std::chrono::milliseconds idle_refused{1'000};  // of one that is only told to come again
  std::chrono::milliseconds head{10'000};
  std::chrono::milliseconds body{10'000};  // a long one may take as much longer as it has MiB, in seconds
};

}  // namespace perfbench::collector

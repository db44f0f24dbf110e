// The seam between HTTP and what is done with a request.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/answer.h"
#include "collector/body.h"

namespace perfbench::collector {

struct RequestHead {
  std::string method;
  std::string path;
  std::string content_type;
  std::string token;  // of x-perfbench-token or Authorization: Bearer
};

// Called by the threads of many connections at once.
class Receiver {
 public:
  virtual ~Receiver() = default;
  // Before the body is read: an answer when it is not wanted.
  virtual std::optional<Answer> refuse(const RequestHead& head) = 0;
  virtual Answer take(const RequestHead& head, Body& body) = 0;
};

}  // namespace perfbench::collector

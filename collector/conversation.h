// One connection from its first request to its end: cpp-httplib reads and writes HTTP, a Receiver decides.
#pragma once

#include <httplib.h>

#include <atomic>
#include <optional>

#include "collector/connection_limits.h"
#include "collector/connection_stream.h"
#include "collector/receiver.h"

namespace perfbench::collector {

// Connections, and those of them that do more than wait for a request.
struct Load {
  std::atomic<int> connections = 0;
  std::atomic<int> busy = 0;
};

class Conversation final : private httplib::Server {
 public:
  // `refuse_all`: every request is answered 503 with Retry-After.
  // `limits` must outlive it.
  Conversation(int socket, Receiver& receiver, BodyStore& bodies, Load& load, const ConnectionLimits& limits,
               bool refuse_all);

  // Until its end. It counts as busy before and afterwards.
  void hold();

 private:
  bool await_request();
  void examine(httplib::Request& request);
  void refuse_by_head(const httplib::Request& request);
  void take_body(const httplib::ContentReader& read_content);
  bool is_whole(bool was_read) const;
  void read_body(const httplib::ContentReader& read_content, Body& body);
  bool append(Body& body, std::string_view bytes);
  void put(httplib::Response& response) const;
  void refuse(int status, std::string_view message);

  ConnectionStream stream_;
  Receiver& receiver_;
  BodyStore& bodies_;
  Load& load_;
  const ConnectionLimits& limits_;
  bool refuse_all_;

  // Of the request under way.
  bool examined_ = false;
  bool ends_connection_ = false;
  bool compressed_ = false;
  bool is_chunked_ = false;
  std::size_t content_length_ = 0;  // 0: unknown
  RequestHead head_;
  std::optional<Answer> answer_;
};

}  // namespace perfbench::collector

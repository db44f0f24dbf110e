// Connections, each held by a thread of its own.
#pragma once

#include <condition_variable>
#include <mutex>
#include <set>

#include "collector/conversation.h"

namespace perfbench::collector {

class Server {
 public:
  // `listener` is a listening, non-blocking socket; it stays the caller's.
  Server(int listener, Receiver& receiver, const BodyStore::Limits& bodies, const ConnectionLimits& connections = {});
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;
  // Cuts what is still connected, and waits for its threads.
  ~Server();

  // Accepts all connections that wait, when the listener is readable.
  void accept_waiting();

  // Whether it can take one more; until then its caller leaves the others where they are.
  bool has_room() const { return load_.connections < limits_.most; }

  // Whether all that has been sent is dealt with: no request is under way, no byte unread, nobody waits to be accepted.
  bool is_quiet();
  int connections() const { return load_.connections; }
  int busy_connections() const { return load_.busy; }

 private:
  void serve(int socket, bool refuse_all);
  void end(int socket);

  int listener_;
  Receiver& receiver_;
  BodyStore bodies_;
  const ConnectionLimits limits_;
  Load load_;
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<int> sockets_;
};

}  // namespace perfbench::collector

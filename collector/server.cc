#include "collector/server.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <exception>
#include <system_error>
#include <thread>
#include <vector>

namespace perfbench::collector {

namespace {

// Without a descriptor or memory for a connection, the listener stays readable: to ask at once again is of no use.
void wait_if_all_are_used() {
  constexpr int kOneMayBeFreedInMs = 10;
  if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) ::poll(nullptr, 0, kOneMayBeFreedInMs);
}

}  // namespace

Server::Server(int listener, Receiver& receiver, const BodyStore::Limits& bodies, const ConnectionLimits& connections)
    : listener_(listener), receiver_(receiver), bodies_(bodies), limits_(connections) {}

Server::~Server() {
  std::unique_lock lock(mutex_);
  for (const int socket : sockets_) ::shutdown(socket, SHUT_RDWR);
  ended_.wait(lock, [this] { return load_.connections == 0; });
}

void Server::accept_waiting() {
  while (has_room()) {
    const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    // Whatever keeps one from being accepted, the next may come.
    if (socket < 0) return wait_if_all_are_used();
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const int before = load_.connections++;
    ++load_.busy;
    {
      const std::lock_guard lock(mutex_);
      sockets_.insert(socket);
    }
    try {
      std::thread(&Server::serve, this, socket, before >= limits_.served).detach();
    } catch (const std::system_error&) {
      end(socket);
    }
  }
}

void Server::serve(int socket, bool refuse_all) {
  try {
    Conversation(socket, receiver_, bodies_, load_, limits_, refuse_all).hold();
  } catch (const std::exception&) {
    // No memory for it: the other side sees the connection cut, and may try again.
  }
  end(socket);
}

void Server::end(int socket) {
  const std::lock_guard lock(mutex_);
  sockets_.erase(socket);
  ::close(socket);
  --load_.busy;
  --load_.connections;
  ended_.notify_all();
}

bool Server::is_quiet() {
  std::vector<pollfd> unread{{listener_, POLLIN, 0}};
  {
    const std::lock_guard lock(mutex_);
    if (load_.busy > 0) return false;
    for (const int socket : sockets_) unread.push_back({socket, POLLIN, 0});
    if (::poll(unread.data(), unread.size(), 0) != 0) return false;
  }
  return load_.busy == 0;
}

}  // namespace perfbench::collector

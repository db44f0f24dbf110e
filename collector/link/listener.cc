#include "link/listener.h"

#include <fmt/format.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace perfbench::link {

namespace {

// Workers may all connect at once; the kernel caps it at net.core.somaxconn.
constexpr int kBacklog = 4096;

Error listen_error(const std::string& address, int port, std::string cause) {
  return {.kind = ErrorKind::plan,
          .what = "cannot listen for telemetry",
          .where = fmt::format("{}:{}", address, port),
          .cause = std::move(cause),
          .advice = ""};
}

int port_of(const sockaddr_storage& bound) {
  if (bound.ss_family == AF_INET6) return ntohs(reinterpret_cast<const sockaddr_in6&>(bound).sin6_port);
  return ntohs(reinterpret_cast<const sockaddr_in&>(bound).sin_port);
}

}  // namespace

Result<Listener> listen_on(const std::string& address, int port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int error = ::getaddrinfo(address.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
    return fail(listen_error(address, port, ::gai_strerror(error)));
  }
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> target(found, &::freeaddrinfo);
  Listener listener;
  listener.socket = ::socket(target->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  // A port that another listens on stays taken: SO_REUSEADDR only passes over connections that have ended.
  const int on = 1;
  sockaddr_storage bound{};
  socklen_t size = sizeof bound;
  if (listener.socket >= 0 && ::setsockopt(listener.socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
      ::bind(listener.socket, target->ai_addr, target->ai_addrlen) == 0 && ::listen(listener.socket, kBacklog) == 0 &&
      ::getsockname(listener.socket, reinterpret_cast<sockaddr*>(&bound), &size) == 0) {
    listener.port = port_of(bound);
    return listener;
  }
  const int error = errno;
  if (listener.socket >= 0) ::close(listener.socket);
  return fail(listen_error(address, port, std::strerror(error)));
}

}  // namespace perfbench::link

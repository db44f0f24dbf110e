#include "link/listener.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <vector>

namespace perfbench::link {
namespace {

using testing::HasSubstr;

class Listening : public testing::Test {
 protected:
  ~Listening() override {
    for (const int socket : open_) ::close(socket);
  }

  Listener listen(const std::string& address, int port = 0) {
    const auto listener = listen_on(address, port);
    if (!listener) {
      ADD_FAILURE() << to_string(listener.error());
      return {};
    }
    open_.push_back(listener->socket);
    return *listener;
  }

  // Whether a connection to the port is taken.
  bool connects(int port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM, 0);
    open_.push_back(socket);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    return ::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  }

  std::vector<int> open_;
};

TEST_F(Listening, IsOnAPortThatTheSystemChose) {
  const Listener listener = listen("127.0.0.1");
  EXPECT_GT(listener.port, 0);
  EXPECT_TRUE(connects(listener.port));
  EXPECT_NE(::fcntl(listener.socket, F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(listener.socket, F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(Listening, LetsManyWaitToBeAccepted) {
  const Listener listener = listen("127.0.0.1");
  for (int i = 0; i < 300; ++i) ASSERT_TRUE(connects(listener.port)) << i;
}

TEST_F(Listening, TellsThatThePortIsTaken) {
  const Listener first = listen("127.0.0.1");
  const auto second = listen_on("127.0.0.1", first.port);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().kind, ErrorKind::plan);
  EXPECT_EQ(second.error().where, "127.0.0.1:" + std::to_string(first.port));
  EXPECT_THAT(second.error().cause, HasSubstr("in use"));
}

TEST_F(Listening, MayBeginAgainOnAPortWithEndedConnections) {
  const Listener first = listen("127.0.0.1");
  ASSERT_TRUE(connects(first.port));
  const int accepted = ::accept(first.socket, nullptr, nullptr);
  ::close(accepted);
  for (const int socket : open_) ::close(socket);
  open_.clear();
  EXPECT_EQ(listen("127.0.0.1", first.port).port, first.port);
}

TEST_F(Listening, IsOnAddressesOfThisMachineOnly) {
  for (const char* address : {"192.0.2.1", "localhost.invalid", "not an address", "127.0.0.1:80", "::g"}) {
    const auto listener = listen_on(address, 0);
    if (listener) ::close(listener->socket);
    ASSERT_FALSE(listener) << address;
    EXPECT_EQ(listener.error().kind, ErrorKind::plan);
  }
}

}  // namespace
}  // namespace perfbench::link

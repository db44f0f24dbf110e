#include "collector/server.h"

#include <gmock/gmock.h>

#include <functional>

#include "loopback.h"

namespace perfbench::collector {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using std::chrono::steady_clock;

void wait_for(const std::function<bool()>& condition) {
  const auto deadline = steady_clock::now() + seconds(30);
  while (!condition()) {
    ASSERT_LT(steady_clock::now(), deadline) << "waited in vain";
    std::this_thread::sleep_for(milliseconds(1));
  }
}

std::vector<Client> connections(const Loopback& loopback, int count) {
  std::vector<Client> clients;
  for (int i = 0; i < count; ++i) clients.push_back(loopback.connect());
  return clients;
}

TEST(Server, ServesManyConnectionsAtOnce) {
  Loopback loopback;
  auto clients = connections(loopback, 256);
  for (Client& client : clients) EXPECT_TRUE(client.send(post("x")));
  for (Client& client : clients) EXPECT_EQ(client.answer().status, 200);
  EXPECT_EQ(loopback.receiver().bodies().size(), 256U);
}

TEST(Server, ServesManyConnectionsInTurn) {
  Loopback loopback;
  for (int i = 0; i < 500; ++i) {
    Client client = loopback.connect();
    client.send(post("x"));
    ASSERT_EQ(client.answer().status, 200) << i;
  }
  wait_for([&] { return loopback.server().connections() == 0; });
}

TEST(Server, ServesOthersWhileSomeSendNoMore) {
  Loopback loopback;
  auto slow = connections(loopback, 100);
  for (Client& client : slow) client.send("POST /v1/metrics HTTP/1.1\r\nContent-Le");
  auto half = connections(loopback, 100);
  for (Client& client : half) client.send(post("/", "Content-Length: 100\r\n", "x"));
  Client client = loopback.connect();
  client.send(post("x"));
  EXPECT_EQ(client.answer().status, 200);
}

TEST(Server, TellsConnectionsBeyondItsNumberToComeAgain) {
  Loopback loopback({.served = 2, .most = 4});
  auto served = connections(loopback, 2);
  wait_for([&] { return loopback.server().connections() == 2; });
  Client beyond = loopback.connect();
  beyond.send(post("x"));
  const HttpAnswer answer = beyond.answer();
  EXPECT_EQ(answer.status, 503);
  EXPECT_TRUE(answer.has("Retry-After: 1"));
  EXPECT_TRUE(answer.has("Connection: close"));
  EXPECT_TRUE(beyond.has_ended());
  served[0].send(post("x"));
  EXPECT_EQ(served[0].answer().status, 200);
  served.clear();
  wait_for([&] { return loopback.server().connections() == 0; });
  Client next = loopback.connect();
  next.send(post("x"));
  EXPECT_EQ(next.answer().status, 200);
}

TEST(Server, LeavesConnectionsWaitUntilThereIsRoom) {
  Loopback loopback({.served = 2, .most = 2});
  auto first = connections(loopback, 2);
  wait_for([&] { return !loopback.server().has_room(); });
  Client waiting = loopback.connect();
  waiting.send(post("x"));
  EXPECT_FALSE(loopback.server().is_quiet());
  first.clear();
  EXPECT_EQ(waiting.answer().status, 200);
}

// Else a few that say nothing would lock out all others for as long as one may be idle.
TEST(Server, DoesNotWaitLongForWhoIsToldToComeAgain) {
  Loopback loopback({.served = 1, .most = 2, .idle_refused = milliseconds(20)});
  auto silent = connections(loopback, 2);
  wait_for([&] { return !loopback.server().has_room(); });
  EXPECT_TRUE(silent[1].has_ended());
  wait_for([&] { return loopback.server().has_room(); });
}

TEST(Server, IsQuietWithoutConnections) {
  Loopback loopback;
  EXPECT_TRUE(loopback.server().is_quiet());
}

TEST(Server, IsQuietBetweenRequests) {
  Loopback loopback;
  Client client = loopback.connect();
  client.send(post("x"));
  EXPECT_EQ(client.answer().status, 200);
  wait_for([&] { return loopback.server().is_quiet(); });
  EXPECT_EQ(loopback.server().connections(), 1);
}

TEST(Server, IsNotQuietWhileARequestIsUnderWay) {
  Loopback loopback;
  Client head = loopback.connect();
  head.send("POST");
  wait_for([&] { return loopback.server().busy_connections() == 1; });
  EXPECT_FALSE(loopback.server().is_quiet());
  head.hang_up();
  wait_for([&] { return loopback.server().is_quiet(); });
  Client held = loopback.connect();
  held.send(post("/held", "Content-Length: 1\r\n", "x"));
  wait_for([&] { return loopback.server().busy_connections() == 1; });
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_FALSE(loopback.server().is_quiet());
  loopback.receiver().release();
  EXPECT_EQ(held.answer().status, 200);
  wait_for([&] { return loopback.server().is_quiet(); });
}

// Whatever was sent before its sender ended is there when the server says that it is quiet.
TEST(Server, IsNeverQuietBeforeAllThatWasSentIsDealtWith) {
  for (int round = 0; round < 100; ++round) {
    Loopback loopback;
    {
      auto clients = connections(loopback, 3);
      for (Client& client : clients) client.send(post("1") + post("2"));
    }
    wait_for([&] { return loopback.server().is_quiet() && loopback.server().connections() == 0; });
    ASSERT_EQ(loopback.receiver().bodies().size(), 6U) << round;
  }
}

TEST(Server, CutsConnectionsAtItsEnd) {
  Loopback loopback;
  auto clients = connections(loopback, 5);
  clients[0].send(post("x"));
  EXPECT_EQ(clients[0].answer().status, 200);
  clients[1].send("POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n");
  wait_for([&] { return loopback.server().connections() == 5; });
  const auto begin = steady_clock::now();
  loopback.end();
  EXPECT_LT(steady_clock::now() - begin, seconds(5));
  for (Client& client : clients) {
    client.answer();
    EXPECT_TRUE(client.has_ended());
  }
}

}  // namespace
}  // namespace perfbench::collector

// The rest of it is tested over the network, by the commands that use it.
#include "http/http_client.h"

#include <gtest/gtest.h>
#include <httplib.h>
#include <sys/socket.h>
#include <unistd.h>

#include <thread>

namespace perfbench {
namespace {

TEST(HttpClient, ReachesAnIpv6AddressWithLetters) {
  const int ipv6 = ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (ipv6 < 0) GTEST_SKIP() << "this machine has no IPv6";
  ::close(ipv6);
  httplib::Server server;
  std::string host;
  server.Get("/", [&](const httplib::Request& request, httplib::Response& response) {
    host = request.get_header_value("Host");
    response.set_content("here", "text/plain");
  });
  HttpServer address = server_of(parse_http_url("http://[::ffff:7f00:1]").value());
  address.port = server.bind_to_any_port("127.0.0.1");
  std::thread serving([&] { server.listen_after_bind(); });
  const HttpResult answer =
      make_http_client(address, {})({.method = "GET", .target = "/", .body = "", .content_type = ""});
  server.stop();
  serving.join();
  ASSERT_TRUE(answer) << answer.error().what;
  EXPECT_EQ(answer->body, "here");
  EXPECT_EQ(host, "[::ffff:7f00:1]:" + std::to_string(address.port));
}

}  // namespace
}  // namespace perfbench

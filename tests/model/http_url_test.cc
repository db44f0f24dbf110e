#include "model/http_url.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

TEST(HttpUrls, AreTakenApart) {
  const auto url = parse_http_url("https://user:word@cdash.example.org:8443/CDash/submit.php?project=My%20P#x");
  ASSERT_TRUE(url);
  EXPECT_TRUE(url->secure);
  EXPECT_EQ(url->user, "user:word");
  EXPECT_EQ(url->host, "cdash.example.org");
  EXPECT_EQ(url->port, 8443);
  EXPECT_EQ(url->path, "/CDash/submit.php");
  EXPECT_EQ(url->query, "project=My%20P");
}

TEST(HttpUrls, HaveTheUsualPortAndPathWhereTheyNameNone) {
  const auto secure = parse_http_url("https://host");
  const auto plain = parse_http_url("http://host?a=b");
  ASSERT_TRUE(secure && plain);
  EXPECT_EQ(secure->port, 443);
  EXPECT_EQ(secure->path, "/");
  EXPECT_EQ(plain->port, 80);
  EXPECT_EQ(plain->query, "a=b");
}

TEST(HttpUrls, MayHaveColonsAndAtSignsBehindTheHost) {
  const auto url = parse_http_url("https://host/a:b/submit.php://?project=x:y@z#f:@");
  ASSERT_TRUE(url);
  EXPECT_EQ(url->host, "host");
  EXPECT_EQ(url->user, "");
  EXPECT_EQ(url->port, 443);
  EXPECT_EQ(url->path, "/a:b/submit.php://");
  EXPECT_EQ(url->query, "project=x:y@z");
}

TEST(HttpUrls, KeepAHostThatBeginsAsAnAddress) {
  for (const std::string host : {"127.0.0.1.example.org", "10.0.0.1x", "[::1]", "[fe80::1]", "1.2.3.4"}) {
    const auto url = parse_http_url("http://" + host + ":81/x");
    ASSERT_TRUE(url) << host;
    EXPECT_EQ(url->host, host);
    EXPECT_EQ(url->port, 81);
  }
}

TEST(HttpUrls, ThatAreNoneAreRefused) {
  for (const std::string text :
       {"", "host", "ftp://host", "http:/host", "http://", "https:///path", "http://:80", "http://host:0",
        "http://host:00/", "http://host:65536", "http://host:99999", "http://host:x", "http://ho st", "http://host/\n",
        "http://h\xc3\xb6st", "http://[::1", "http://[/8::a]:8080/", "http://[name]", "http://a[b"}) {
    EXPECT_FALSE(parse_http_url(text)) << text;
  }
}

TEST(HttpUrls, AreOfThisMachineByNameOrAddress) {
  for (const std::string host : {"localhost", "127.0.0.1", "127.1.2.3", "[::1]"}) {
    EXPECT_TRUE(parse_http_url("http://" + host)->is_loopback()) << host;
  }
  for (const std::string host : {"127.0.0.1.example.org", "127.example.org", "localhost.example.org", "128.0.0.1",
                                 "[::2]", "0.0.0.0", "example.org"}) {
    EXPECT_FALSE(parse_http_url("http://" + host)->is_loopback()) << host;
  }
}

TEST(HttpUrls, AreToldWithoutTheirPasswords) {
  EXPECT_EQ(without_user("https://user:word@host/p"), "https://...@host/p");
  EXPECT_EQ(without_user("https://a@b:c@host"), "https://...@host");
  EXPECT_EQ(without_user("user:word@host"), "...@host");
  EXPECT_EQ(without_user("https://host/p"), "https://host/p");
}

TEST(HttpServers, AreToldWithoutTheUsualPort) {
  const auto origin = [](const char* url) { return server_of(parse_http_url(url).value()).origin(); };
  EXPECT_EQ(origin("https://host:443/p?q"), "https://host");
  EXPECT_EQ(origin("http://host/p"), "http://host");
  EXPECT_EQ(origin("http://host:443"), "http://host:443");
  EXPECT_EQ(origin("https://[::1]:4318"), "https://[::1]:4318");
}

}  // namespace
}  // namespace perfbench

#include "cdash/server.h"

#include <gmock/gmock.h>

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

CdashServer server_of(const std::string& url) {
  const auto server = parse_cdash_url(url);
  EXPECT_TRUE(server) << url << ": " << (server ? "" : to_string(server.error()));
  return server.value_or(CdashServer{});
}

Error refused_url(const std::string& url) {
  const auto server = parse_cdash_url(url);
  EXPECT_FALSE(server) << url;
  if (server) return {};
  EXPECT_EQ(server.error().kind, ErrorKind::usage);
  EXPECT_EQ(server.error().what, "this is no address of a CDash server");
  EXPECT_THAT(server.error().advice, HasSubstr("https://cdash.example.org/submit.php?project=MyProject"));
  return server.error();
}

TEST(CdashUrl, IsTheServersAddress) {
  const CdashServer server = server_of("https://cdash.example.org");
  EXPECT_TRUE(server.secure);
  EXPECT_EQ(server.host, "cdash.example.org");
  EXPECT_EQ(server.port, 443);
  EXPECT_EQ(server.base_path, "");
  EXPECT_EQ(server.project, "");
  EXPECT_FALSE(server.loopback);
  EXPECT_EQ(server.origin(), "https://cdash.example.org");
}

TEST(CdashUrl, PlainHttpHasAPortOfItsOwn) {
  const CdashServer server = server_of("http://cdash.example.org/");
  EXPECT_FALSE(server.secure);
  EXPECT_EQ(server.port, 80);
  EXPECT_EQ(server.origin(), "http://cdash.example.org");
}

TEST(CdashUrl, MayHaveAPort) {
  EXPECT_EQ(server_of("https://cdash.example.org:8443").port, 8443);
  EXPECT_EQ(server_of("https://cdash.example.org:8443").origin(), "https://cdash.example.org:8443");
  EXPECT_EQ(server_of("http://cdash.example.org:443").origin(), "http://cdash.example.org:443");
  EXPECT_EQ(server_of("https://cdash.example.org:80").origin(), "https://cdash.example.org:80");
  EXPECT_EQ(server_of("https://cdash.example.org:443").origin(), "https://cdash.example.org");
  EXPECT_EQ(server_of("http://cdash.example.org:65535").port, 65535);
}

TEST(CdashUrl, MayHaveAPathInFrontOfCdash) {
  EXPECT_EQ(server_of("https://example.org/CDash").base_path, "/CDash");
  EXPECT_EQ(server_of("https://example.org/CDash/").base_path, "/CDash");
  EXPECT_EQ(server_of("https://example.org/a/b%20c//").base_path, "/a/b%20c");
  EXPECT_EQ(server_of("https://example.org///").base_path, "");
}

TEST(CdashUrl, MayBeThatOfCtest) {
  const CdashServer plain = server_of("https://example.org/submit.php?project=My%20Project");
  EXPECT_EQ(plain.base_path, "");
  EXPECT_EQ(plain.project, "My Project");
  const CdashServer below = server_of("http://example.org:8080/CDash/public/submit.php?project=P&x=1");
  EXPECT_EQ(below.base_path, "/CDash/public");
  EXPECT_EQ(below.project, "P");
  EXPECT_EQ(server_of("https://example.org/submit.php").project, "");
  EXPECT_EQ(server_of("https://example.org/?other=P").project, "");
  EXPECT_EQ(server_of("https://example.org/?#project=P").project, "");
  EXPECT_EQ(server_of("https://example.org/?project=P#project=Q").project, "P");
}

TEST(CdashUrl, OnlyAWholePageIsTakenOffThePath) {
  EXPECT_EQ(server_of("https://example.org/resubmit.php").base_path, "/resubmit.php");
  EXPECT_EQ(server_of("https://example.org/submit.php/x").base_path, "/submit.php/x");
}

TEST(CdashUrl, TheSchemeMayBeInCapitals) {
  EXPECT_TRUE(server_of("HTTPS://cdash.example.org").secure);
  EXPECT_EQ(server_of("Http://cdash.example.org").origin(), "http://cdash.example.org");
}

TEST(CdashUrl, MayNameAnAddress) {
  EXPECT_EQ(server_of("http://192.0.2.7:8080").host, "192.0.2.7");
  const CdashServer ipv6 = server_of("https://[2001:db8::a]:8443/CDash");
  EXPECT_EQ(ipv6.host, "[2001:db8::a]");
  EXPECT_EQ(ipv6.port, 8443);
  EXPECT_EQ(ipv6.origin(), "https://[2001:db8::a]:8443");
  EXPECT_EQ(ipv6.base_path, "/CDash");
  EXPECT_EQ(server_of("https://[2001:db8::a]").origin(), "https://[2001:db8::a]");
}

TEST(CdashUrl, ThisMachineIsKnownByItsAddressesAndName) {
  for (const char* url : {"http://localhost", "http://localhost:8080/CDash", "http://127.0.0.1", "http://127.8.9.1:1",
                          "http://[::1]:8080", "http://[0:0:0:0:0:0:0:1]"}) {
    EXPECT_TRUE(server_of(url).loopback) << url;
  }
}

TEST(CdashUrl, NoOtherMachineIsTakenForThisOne) {
  for (const char* url : {"http://localhost.evil.example.org", "http://notlocalhost", "http://128.0.0.1",
                          "http://evil.example.org/127.0.0.1", "http://evil.example.org/?localhost",
                          "http://evil.example.org#localhost", "http://0.0.0.0", "http://[::2]", "http://[2001:db8::1]",
                          "http://10.127.0.1", "http://1270.0.0.1", "http://127.0.0"}) {
    EXPECT_FALSE(server_of(url).loopback) << url;
  }
}

TEST(CdashUrl, AnAddressThatIsTheBeginningOfANameIsNotTheHost) {
  EXPECT_EQ(server_of("http://127.0.0.1.evil.example.org").host, "127.0.0.1.evil.example.org");
  EXPECT_FALSE(server_of("http://127.0.0.1.evil.example.org").loopback);
}

TEST(CdashUrl, AHostThatCannotBeReadIsRefused) {
  for (const char* url : {"http://127.0.0.1%2eevil.example.org:80/CDash", "http://localhost%00.evil.example.org",
                          "http://%6cocalhost", "https://[::1].evil.example.org", "https://[::1]evil"}) {
    EXPECT_EQ(refused_url(url).cause, "its host or port cannot be read") << url;
  }
}

TEST(CdashUrl, ANameOrPasswordInItIsRefusedAndNotShown) {
  for (const char* url : {"https://user:s3cret@cdash.example.org", "https://s3cret@127.0.0.1/x",
                          "http://localhost:s3cret@evil.example.org", "https://user:s3cret@bad host/",
                          "ftp://user:s3cret@cdash.example.org", "user:s3cret@cdash.example.org",
                          "https://user:s3cret@@cdash.example.org"}) {
    const Error error = refused_url(url);
    EXPECT_THAT(to_string(error), Not(HasSubstr("s3cret"))) << url;
  }
  EXPECT_EQ(refused_url("https://user:s3cret@cdash.example.org/x").where, "--cdash 'https://...@cdash.example.org/x'");
  EXPECT_EQ(refused_url("https://user@cdash.example.org").cause, "it holds a name or password; give a token instead");
}

TEST(CdashUrl, WhatIsNoAddressOfAServerIsRefused) {
  EXPECT_EQ(refused_url("ftp://cdash.example.org").cause, "it begins with neither https:// nor http://");
  EXPECT_EQ(refused_url("file:///etc/passwd").cause, "it begins with neither https:// nor http://");
  EXPECT_EQ(refused_url("https://cdash.example.org:0").cause, "its host or port cannot be read");
  EXPECT_EQ(refused_url("https://cdash.example.org:65536").cause, "its host or port cannot be read");
  EXPECT_EQ(refused_url("https://cdash.example.org:99999").cause, "its host or port cannot be read");
  EXPECT_EQ(refused_url("https://cdash.example.org:4294967376").cause, "its host or port cannot be read");
  EXPECT_EQ(refused_url("https:///submit.php").cause, "its host or port cannot be read");
  for (const char* url :
       {"", "cdash.example.org", "cdash.example.org:8080", "//cdash.example.org", "https:", "https://[::1",
        "https://a b", "https://a\nb", "https://a:port", "/CDash", "https://cdash.example.org/\x01"}) {
    const Error error = refused_url(url);
    EXPECT_FALSE(error.cause.empty()) << url;
    EXPECT_EQ(error.where, std::string("--cdash '") + url + "'");
  }
}

}  // namespace
}  // namespace perfbench

#include "cdash/authority.h"

#include <gtest/gtest.h>

#include <boost/url/parse.hpp>

namespace perfbench {
namespace {

constexpr int kUsual = 4711;

std::optional<int> port_in(const char* text) { return port_of(boost::urls::parse_uri(text).value(), kUsual); }

TEST(Authority, ThePortIsTheUsualOneWhereThereIsNone) { EXPECT_EQ(port_in("http://host/path:80"), kUsual); }

TEST(Authority, APortIsReadAsItStands) {
  EXPECT_EQ(port_in("http://host:1"), 1);
  EXPECT_EQ(port_in("http://host:0080"), 80);
  EXPECT_EQ(port_in("http://[::1]:65535"), 65535);
}

TEST(Authority, WhatIsNoPortIsNone) {
  for (const char* url : {"http://host:0", "http://host:65536", "http://host:99999", "http://host:4294967376",
                          "http://host:", "http://host:99999999999999999999999999"}) {
    EXPECT_EQ(port_in(url), std::nullopt) << url;
  }
}

TEST(Authority, AHostIsWholeWhereAPathOrNothingFollowsIt) {
  for (const char* url : {"http://127.0.0.1", "http://127.0.0.1/", "http://127.0.0.1:80/x", "http://[::1]?query",
                          "http://host#x", "http://127.0.0.example.org"}) {
    EXPECT_TRUE(has_whole_host(boost::urls::parse_uri(url).value())) << url;
  }
  for (const char* url : {"http://127.0.0.1.example.org", "http://127.0.0.1x/", "http://[::1]x", "http:///path",
                          "http://ho%73t", "http://h%40st:80/", "file:path"}) {
    EXPECT_FALSE(has_whole_host(boost::urls::parse_uri(url).value())) << url;
  }
}

}  // namespace
}  // namespace perfbench

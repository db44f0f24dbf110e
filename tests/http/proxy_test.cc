#include "http/proxy.h"

#include <gmock/gmock.h>

#include <map>

namespace perfbench {
namespace {

using testing::HasSubstr;
using testing::Not;

using Variables = std::map<std::string, std::string>;

Result<std::optional<Proxy>> proxy_for(const std::string& url, const Variables& variables) {
  return find_proxy(server_of(parse_http_url(url).value()), [&](const char* name) {
    const auto found = variables.find(name);
    return found == variables.end() ? "" : found->second;
  });
}

// The host and port of the proxy, and the variable that named it; "" where there is none.
std::string route_to(const std::string& url, const Variables& variables) {
  const auto proxy = proxy_for(url, variables);
  if (!proxy) return "error: " + to_string(proxy.error());
  if (!*proxy) return "";
  return (*proxy)->host + " " + std::to_string((*proxy)->port) + " " + (*proxy)->variable;
}

constexpr const char* kSecure = "https://cdash.example.org";
constexpr const char* kPlain = "http://cdash.example.org";

TEST(ProxyChoice, ThereIsNoneWithoutAVariable) {
  EXPECT_EQ(route_to(kSecure, {}), "");
  EXPECT_EQ(route_to(kPlain, {}), "");
}

TEST(ProxyChoice, HttpsTakesItsVariablesInTheirOrder) {
  Variables variables = {{"https_proxy", "http://one:1"}, {"HTTPS_PROXY", "http://two:2"},
                         {"all_proxy", "http://three:3"}, {"ALL_PROXY", "http://four:4"},
                         {"http_proxy", "http://five:5"}, {"HTTP_PROXY", "http://six:6"}};
  for (const std::string route : {"one 1 https_proxy", "two 2 HTTPS_PROXY", "three 3 all_proxy", "four 4 ALL_PROXY"}) {
    EXPECT_EQ(route_to(kSecure, variables), route);
    variables.erase(route.substr(route.rfind(' ') + 1));
  }
  EXPECT_EQ(route_to(kSecure, variables), "");
}

TEST(ProxyChoice, HttpTakesItsVariablesInTheirOrderAndNeverHttpProxyInCapitals) {
  Variables variables = {{"http_proxy", "http://one:1"},   {"all_proxy", "http://two:2"},
                         {"ALL_PROXY", "http://three:3"},  {"HTTP_PROXY", "http://evil:6"},
                         {"https_proxy", "http://five:5"}, {"HTTPS_PROXY", "http://six:6"}};
  for (const std::string route : {"one 1 http_proxy", "two 2 all_proxy", "three 3 ALL_PROXY"}) {
    EXPECT_EQ(route_to(kPlain, variables), route);
    variables.erase(route.substr(route.rfind(' ') + 1));
  }
  EXPECT_EQ(route_to(kPlain, variables), "");
}

TEST(ProxyChoice, AnEmptyVariableIsAsOneThatIsNotSet) {
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", ""}, {"all_proxy", "http://two:2"}}), "two 2 all_proxy");
}

TEST(ProxyValue, MayLackSchemeAndPort) {
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "proxy.example.org"}}), "proxy.example.org 1080 https_proxy");
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "proxy.example.org:3128"}}), "proxy.example.org 3128 https_proxy");
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "HTTP://proxy.example.org:3128/"}}),
            "proxy.example.org 3128 https_proxy");
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "192.0.2.7:8"}}), "192.0.2.7 8 https_proxy");
}

TEST(ProxyValue, AnIpv6AddressLosesItsBrackets) {
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "http://[2001:db8::a]:3128"}}), "2001:db8::a 3128 https_proxy");
}

TEST(ProxyValue, MayHoldANameAndAPassword) {
  const auto proxy = proxy_for(kSecure, {{"https_proxy", "http://me:p%40ss%3A@proxy.example.org:3128"}});
  ASSERT_TRUE(proxy && *proxy);
  EXPECT_EQ((*proxy)->user, "me");
  EXPECT_EQ((*proxy)->password, "p@ss:");
  EXPECT_EQ((*proxy)->host, "proxy.example.org");
  const auto without = proxy_for(kSecure, {{"https_proxy", "http://proxy.example.org:3128"}});
  ASSERT_TRUE(without && *without);
  EXPECT_EQ((*without)->user, "");
  EXPECT_EQ((*without)->password, "");
}

TEST(ProxyValue, OneThatCannotBeUsedIsAnErrorThatDoesNotShowIt) {
  for (const char* value :
       {"socks5://me:s3cret@proxy:1080", "https://me:s3cret@proxy:3128", "http://me:s3cret@pro xy",
        "http://me:s3cret@:3128", "me:s3cret@", "http://me:s3cret@proxy:0", "://s3cret", "http://me:s3cret@proxy:99999",
        "http://me:s3cret@proxy:port", "me%3As3cret%40proxy:3128", "http://[::1.s3cret:3128"}) {
    const auto proxy = proxy_for(kSecure, {{"ALL_PROXY", value}});
    ASSERT_FALSE(proxy) << value;
    EXPECT_EQ(proxy.error().kind, ErrorKind::usage);
    EXPECT_EQ(proxy.error().where, "ALL_PROXY");
    EXPECT_THAT(proxy.error().advice, HasSubstr("http://proxy.example.org:3128"));
    EXPECT_THAT(to_string(proxy.error()), Not(HasSubstr("s3cret"))) << value;
  }
}

struct NoProxy {
  std::string list;
  bool leaves_out;  // cdash.example.org
};

class NoProxyList : public testing::TestWithParam<NoProxy> {};

TEST_P(NoProxyList, LeavesOutTheHostsThatItNames) {
  for (const char* variable : {"no_proxy", "NO_PROXY"}) {
    const Variables variables = {
        {"https_proxy", "http://one:1"}, {"http_proxy", "http://one:1"}, {variable, GetParam().list}};
    EXPECT_EQ(route_to(kSecure, variables).empty(), GetParam().leaves_out) << GetParam().list;
    EXPECT_EQ(route_to(kPlain, variables).empty(), GetParam().leaves_out) << GetParam().list;
  }
}

INSTANTIATE_TEST_SUITE_P(Lists, NoProxyList,
                         testing::Values(NoProxy{"*", true}, NoProxy{"cdash.example.org", true},
                                         NoProxy{"example.org", true}, NoProxy{".example.org", true},
                                         NoProxy{"org", true}, NoProxy{"a,cdash.example.org", true},
                                         NoProxy{" a , .example.org , b", true}, NoProxy{"a b\texample.org", true},
                                         NoProxy{"Example.ORG", true}, NoProxy{",,example.org,,", true},
                                         NoProxy{"", false}, NoProxy{",", false}, NoProxy{".", false},
                                         NoProxy{"dash.example.org", false}, NoProxy{"ample.org", false},
                                         NoProxy{"www.cdash.example.org", false}, NoProxy{"cdash.example", false},
                                         NoProxy{"example.orgx", false}, NoProxy{"*.org", false}));

TEST(NoProxyHosts, TheHostMayBeInCapitals) {
  EXPECT_EQ(route_to("https://CDash.Example.ORG", {{"https_proxy", "http://one:1"}, {"no_proxy", "example.org"}}), "");
}

TEST(NoProxyHosts, NamesAddresses) {
  const Variables variables = {{"http_proxy", "http://one:1"}, {"no_proxy", "192.0.2.7,::1,2001:DB8::a"}};
  EXPECT_EQ(route_to("http://192.0.2.7:8080", variables), "");
  EXPECT_EQ(route_to("http://[::1]:8080", variables), "");
  EXPECT_EQ(route_to("http://[2001:db8::A]", variables), "");
  EXPECT_EQ(route_to("http://192.0.2.70", variables), "one 1 http_proxy");
  EXPECT_EQ(route_to("http://[2001:db8::b]", variables), "one 1 http_proxy");
}

TEST(NoProxyHosts, BothSpellingsCount) {
  const Variables variables = {{"https_proxy", "http://one:1"}, {"no_proxy", "a.example"}, {"NO_PROXY", "b.example"}};
  EXPECT_EQ(route_to("https://a.example", variables), "");
  EXPECT_EQ(route_to("https://b.example", variables), "");
}

TEST(NoProxyHosts, AnUnusableProxyDoesNotMatterToAHostThatIsLeftOut) {
  EXPECT_EQ(route_to(kSecure, {{"https_proxy", "socks5://x"}, {"no_proxy", "*"}}), "");
}

}  // namespace
}  // namespace perfbench

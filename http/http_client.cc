#include "http/http_client.h"

#include <fmt/format.h>
#include <httplib.h>
#include <openssl/x509.h>

#include <algorithm>
#include <charconv>
#include <memory>

namespace perfbench {

namespace {

constexpr std::chrono::milliseconds kConnectPatience{15'000};

struct Peer {
  std::string server;
  std::string through;  // ", through the proxy ..."; empty: straight
  std::string ca_file_option;
};

std::optional<double> seconds_of(const std::string& text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc() && end == text.data() + text.size() && seconds >= 0 ? std::optional(seconds)
                                                                                  : std::nullopt;
}

HttpFailure failure_of(httplib::Error error, long verification, const Peer& peer) {
  const std::string whole = peer.server + peer.through;
  const std::string proxy_advice =
      peer.through.empty() ? "" : " The proxy is named by an environment variable; no_proxy leaves it out.";
  switch (error) {
    case httplib::Error::Connection:
    case httplib::Error::ConnectionTimeout:
      return {"cannot connect to " + whole, "See that the address is right and the server runs." + proxy_advice, true};
    case httplib::Error::SSLServerVerification: {
      // Zero where the certificate is good, but of another host.
      const std::string why =
          verification == X509_V_OK ? "it is made out to another host" : X509_verify_cert_error_string(verification);
      return {fmt::format("the certificate of {} cannot be trusted: {}", peer.server, why),
              "If it is your own, give the certificate that signed it with " + peer.ca_file_option + ".", false};
    }
    case httplib::Error::SSLLoadingCerts:
      return {"the certificates to trust cannot be read",
              "See " + peer.ca_file_option + ": it is a file in PEM format.", false};
    case httplib::Error::SSLConnection:
      return {"no secure connection came about with " + whole, "See that the server speaks https there." + proxy_advice,
              true};
    case httplib::Error::Write:
      return {"the connection to " + whole + " was cut while sending", proxy_advice, true};
    case httplib::Error::Read:
      return {"the connection to " + whole + " was cut, or no answer came", proxy_advice, true, true};
    default:
      return {fmt::format("no answer from {}: {}", whole, httplib::to_string(error)), proxy_advice, true};
  }
}

// The library reads no IPv6 address with letters out of a URL; bare it takes any.
std::unique_ptr<httplib::ClientImpl> make_client(const HttpServer& server) {
  const bool has_brackets = server.host.starts_with('[') && server.host.ends_with(']');
  const std::string host = has_brackets ? server.host.substr(1, server.host.size() - 2) : server.host;
  if (server.secure) return std::make_unique<httplib::SSLClient>(host, server.port);
  return std::make_unique<httplib::ClientImpl>(host, server.port);
}

long verification_of(const httplib::ClientImpl& client) {
  const auto* secure = dynamic_cast<const httplib::SSLClient*>(&client);
  return secure == nullptr ? X509_V_OK : secure->get_openssl_verify_result();
}

void prepare(httplib::ClientImpl& client, const HttpOptions& options) {
  client.set_connection_timeout(std::min(kConnectPatience, options.patience));
  client.set_read_timeout(options.patience);
  client.set_write_timeout(options.patience);
  client.set_follow_location(false);
  client.set_url_encode(false);
  client.set_tcp_nodelay(true);
  client.enable_server_certificate_verification(true);
  if (!options.ca_file.empty()) client.set_ca_cert_path(options.ca_file);
  if (!options.token.empty()) client.set_bearer_token_auth(options.token);
  if (options.proxy) {
    client.set_proxy(options.proxy->host, options.proxy->port);
    if (!options.proxy->user.empty()) client.set_proxy_basic_auth(options.proxy->user, options.proxy->password);
  }
}

httplib::Request make_request(const HttpRequest& request) {
  httplib::Request out;
  out.method = request.method;
  out.path = request.target;
  out.body = request.body;
  for (const auto& [name, value] : request.headers) out.headers.emplace(name, value);
  if (!out.has_header("Accept")) out.set_header("Accept", "application/json, text/xml");  // else errors are pages
  if (!request.content_type.empty()) out.set_header("Content-Type", request.content_type);
  return out;
}

}  // namespace

HttpSend make_http_client(const HttpServer& server, const HttpOptions& options) {
  Peer peer{.server = server.origin(), .through = "", .ca_file_option = options.ca_file_option};
  if (options.proxy) {
    const bool is_ipv6 = options.proxy->host.find(':') != std::string::npos;
    peer.through = fmt::format(", through the proxy {}{}{}:{} of {}", is_ipv6 ? "[" : "", options.proxy->host,
                               is_ipv6 ? "]" : "", options.proxy->port, options.proxy->variable);
  }
  return [server, options, peer](const HttpRequest& request) -> HttpResult {
    const auto client = make_client(server);
    prepare(*client, options);
    const httplib::Result result = client->send(make_request(request));
    if (!result) return tl::unexpected(failure_of(result.error(), verification_of(*client), peer));
    return HttpResponse{.status = result->status,
                        .body = result->body,
                        .location = result->get_header_value("Location"),
                        .retry_after_sec = seconds_of(result->get_header_value("Retry-After"))};
  };
}

}  // namespace perfbench

#include "server_options.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "cdash/names.h"
#include "cdash/token.h"
#include "http/http_client.h"
#include "message.h"
#include "option_checks.h"

namespace perfbench {

namespace {

std::string lookup(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

Error usage_of(std::string what, std::string where, std::string advice) {
  return {.kind = ErrorKind::usage,
          .what = std::move(what),
          .where = std::move(where),
          .cause = "",
          .advice = std::move(advice)};
}

}  // namespace

void add_server_options(CLI::App& command, ServerOptions& options, const std::string& site_help,
                        const std::string& build_help) {
  const auto add = [&](const std::string& name, auto& value, const std::string& type, const std::string& help) {
    return command.add_option(name, value, help)->type_name(type)->group("Server");
  };
  add("--cdash", options.url, "URL", "address of the server: https://cdash.example.org, or\nas in CTEST_SUBMIT_URL");
  add("--project", options.project, "NAME", "project there (that of the URL), in its capitals");
  add("--site", options.site, "NAME", site_help);
  add("--build", options.build, "NAME", build_help);
  add("--token-env", options.token_env, "NAME",
      "environment variable that holds the token\n(CDASH_TOKEN, if it is set)");
  add("--token-file", options.token_file, "FILE", "file that holds the token");
  command.add_flag("--allow-plain-http", options.allow_plain_http, "let the token travel unencrypted, for all to read")
      ->group("Server");
  add("--ca-file", options.ca_file, "FILE", "certificates to trust, PEM (the system's)");
  constexpr int kMostRetries = 20;
  constexpr double kLongestDelaySec = 60;
  constexpr int kLongestTimeoutSec = 3600;
  add("--retries", options.retries, "N", "attempts after the first (4), where there is no\nanswer, or HTTP 429 or 5xx")
      ->check(in_range(0, kMostRetries));
  add("--retry-delay-sec", options.retry_delay_sec, "SEC", "before the first of them (2), doubled each time")
      ->check(in_range(0.0, kLongestDelaySec));
  add("--timeout-sec", options.timeout_sec, "SEC", "that the server may stay silent (60)")
      ->check(in_range(1, kLongestTimeoutSec));
}

Result<CdashServer> find_server(const ServerOptions& options) {
  if (options.url.empty()) {
    return fail(
        usage_of("there is no server to go to", "--cdash", "--cdash https://cdash.example.org --project MyProject"));
  }
  auto server = parse_cdash_url(options.url);
  if (!server) return fail(server.error());
  if (!options.project.empty()) server->project = options.project;
  if (server->project.empty()) {
    return fail(usage_of("there is no project to go to", "--project", "--project MyProject, in its capitals."));
  }
  return server;
}

Result<Ask> connect_to(const CdashServer& server, const ServerOptions& options) {
  auto token = take_token({.variable = options.token_env, .file = options.token_file});
  if (!token) return fail(token.error());
  if (!token->empty() && !server.secure && !server.loopback && !options.allow_plain_http) {
    return fail(usage_of("the token would travel unencrypted, for all to read", "--cdash " + options.url,
                         "Use https, or accept that with --allow-plain-http."));
  }
  std::error_code unreadable;
  if (!options.ca_file.empty() && !std::filesystem::is_regular_file(options.ca_file, unreadable)) {
    return fail(usage_of("there is no such file", "--ca-file " + options.ca_file, ""));
  }
  auto proxy = find_proxy(server, lookup);
  if (!proxy) return fail(proxy.error());
  const HttpSend send = make_http_client(server, {.token = std::move(*token),
                                                  .ca_file = options.ca_file,
                                                  .proxy = std::move(*proxy),
                                                  .patience = std::chrono::seconds(options.timeout_sec)});
  const RetryPolicy policy{.retries = options.retries,
                           .first_delay = std::chrono::duration<double>(options.retry_delay_sec)};
  const RetryHooks hooks{.wait = [](std::chrono::duration<double> delay) { std::this_thread::sleep_for(delay); },
                         .will_retry =
                             [](const std::string& why, std::chrono::duration<double> delay) {
                               print_message(fmt::format("{}; trying again in {:.3g} s", why, delay.count()));
                             }};
  return [=](const HttpRequest& request) { return send_with_retries(send, request, policy, hooks); };
}

}  // namespace perfbench

#include "telemetry.h"

#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <numeric>
#include <random>
#include <sstream>
#include <utility>

namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::int64_t now_ns() {
  const auto since_1970 = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::nanoseconds>(since_1970).count();
}

// An id of a span or a trace: random bytes, in hexadecimal.
std::string random_id(int bytes) {
  static std::random_device random;
  std::string id;
  for (int digit = 0; digit < 2 * bytes; ++digit) id += "0123456789abcdef"[random() % 16];
  return id;
}

int connect_to(const std::string& host, const std::string& port) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (getaddrinfo(host.c_str(), port.c_str(), &hints, &found) != 0) return -1;
  int connection = -1;
  for (const addrinfo* address = found; address != nullptr && connection < 0; address = address->ai_next) {
    connection = socket(address->ai_family, address->ai_socktype, address->ai_protocol);
    if (connection >= 0 && connect(connection, address->ai_addr, address->ai_addrlen) != 0) {
      close(connection);
      connection = -1;
    }
  }
  freeaddrinfo(found);
  return connection;
}

// "a=1,b=2" is what OTEL_EXPORTER_OTLP_HEADERS looks like.
std::string header_lines(const std::string& headers) {
  std::istringstream list(headers);
  std::string lines;
  for (std::string header; std::getline(list, header, ',');) {
    const std::size_t equals = header.find('=');
    if (equals != std::string::npos) lines += header.substr(0, equals) + ": " + header.substr(equals + 1) + "\r\n";
  }
  return lines;
}

// True when the server has said that it took it. The endpoint is "http://HOST:PORT/PATH".
bool post(const std::string& endpoint, const std::string& headers, const std::string& path, const std::string& body) {
  const std::string scheme = "http://";
  if (!endpoint.starts_with(scheme)) return false;
  const std::size_t slash = std::min(endpoint.find('/', scheme.size()), endpoint.size());
  const std::string authority = endpoint.substr(scheme.size(), slash - scheme.size());
  const std::size_t colon = authority.rfind(':');
  if (colon == std::string::npos) return false;
  const int connection = connect_to(authority.substr(0, colon), authority.substr(colon + 1));
  if (connection < 0) return false;

  const std::string request = "POST " + endpoint.substr(slash) + path + " HTTP/1.1\r\nHost: " + authority +
                              "\r\nContent-Type: application/json\r\nConnection: close\r\n" + header_lines(headers) +
                              "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
  std::size_t sent = 0;
  while (sent < request.size()) {
    const ssize_t size = send(connection, request.data() + sent, request.size() - sent, MSG_NOSIGNAL);
    if (size <= 0) break;
    sent += static_cast<std::size_t>(size);
  }
  std::string answer;
  std::array<char, 1024> buffer{};
  for (ssize_t size = 0; (size = recv(connection, buffer.data(), buffer.size(), 0)) > 0;) {
    answer.append(buffer.data(), static_cast<std::size_t>(size));
  }
  close(connection);
  return answer.starts_with("HTTP/1.1 200");
}

// The numbers, as strings: so JSON has OTLP's 64-bit integers.
template <typename Number>
std::string quoted(Number number) {
  return '"' + std::to_string(number) + '"';
}

std::string times(std::int64_t start_ns, std::int64_t end_ns, const char* end_key) {
  return R"("startTimeUnixNano":)" + quoted(start_ns) + ",\"" + end_key + "\":" + quoted(end_ns);
}

// How many of the values lie up to each bound, and beyond the last: that is all that a histogram tells of them.
std::string histogram(const std::vector<double>& values) {
  constexpr std::array kBounds = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1000};
  std::array<int, kBounds.size() + 1> counts{};
  for (const double value : values) {
    ++counts.at(static_cast<std::size_t>(std::ranges::lower_bound(kBounds, value) - kBounds.begin()));
  }
  std::ostringstream json;
  json << R"("count":)" << quoted(values.size()) << R"(,"sum":)" << std::accumulate(values.begin(), values.end(), 0.0)
       << R"(,"min":)" << *std::ranges::min_element(values) << R"(,"max":)" << *std::ranges::max_element(values);
  const char* separator = R"(,"explicitBounds":[)";
  for (const int bound : kBounds) json << std::exchange(separator, ",") << bound;
  separator = R"(],"bucketCounts":[)";
  for (const int count : counts) json << std::exchange(separator, ",") << quoted(count);
  json << "]";
  return json.str();
}

}  // namespace

Telemetry::Span::Span(Telemetry& telemetry, std::string name)
    : telemetry_(telemetry), index_(telemetry.spans_.size()), parent_(telemetry.current_span_) {
  telemetry.current_span_ = random_id(8);
  telemetry.spans_.push_back({std::move(name), telemetry.current_span_, parent_, now_ns(), 0});
}

Telemetry::Span::~Span() {
  telemetry_.spans_[index_].end_ns = now_ns();
  telemetry_.current_span_ = parent_;
}

Telemetry::Telemetry()
    : endpoint_(variable("OTEL_EXPORTER_OTLP_ENDPOINT")),
      headers_(variable("OTEL_EXPORTER_OTLP_HEADERS")),
      trace_id_(random_id(16)),
      begun_ns_(now_ns()) {
  // "00-<trace id>-<id of the caller's span>-01": with it, what we do is a part of the caller's trace.
  const std::string caller = variable("TRACEPARENT");
  if (caller.size() == 55) {
    trace_id_ = caller.substr(3, 32);
    current_span_ = caller.substr(36, 16);
  }
}

bool Telemetry::send() const {
  if (endpoint_.empty()) return true;
  return post(endpoint_, headers_, "/v1/traces", traces()) && post(endpoint_, headers_, "/v1/metrics", metrics());
}

std::string Telemetry::traces() const {
  std::string list;
  for (const SpanData& span : spans_) {
    if (!list.empty()) list += ',';
    list += R"({"traceId":")" + trace_id_ + R"(","spanId":")" + span.id + R"(","parentSpanId":")" + span.parent +
            R"(","name":")" + span.name + R"(",)" + times(span.start_ns, span.end_ns, "endTimeUnixNano") + "}";
  }
  return R"({"resourceSpans":[{"scopeSpans":[{"spans":[)" + list + "]}]}]}";
}

std::string Telemetry::metrics() const {
  const std::string when = times(begun_ns_, now_ns(), "timeUnixNano");
  std::string list;
  const auto add = [&](const std::string& name, const std::string& kind_and_point) {
    if (!list.empty()) list += ',';
    // Temporality 1 is "delta": what happened since the last report.
    list += R"({"name":")" + name + "\"," + kind_and_point + "," + when + R"(}],"aggregationTemporality":1}})";
  };
  for (const auto& [name, number] : counters_) {
    add(name, R"("sum":{"isMonotonic":true,"dataPoints":[{"asInt":)" + quoted(number));
  }
  for (const auto& [name, values] : histograms_) {
    add(name, R"("unit":"ms","histogram":{"dataPoints":[{)" + histogram(values));
  }
  return R"({"resourceMetrics":[{"scopeMetrics":[{"metrics":[)" + list + "]}]}]}";
}

// Posts prebuilt bodies over many connections, each anew as soon as it is answered, and tells as JSON how fast that
// went.
#include <sys/epoll.h>
#include <time.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <fstream>
#include <iostream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <string>
#include <system_error>
#include <vector>

#include "post_connection.h"
#include "program.h"

namespace perfbench::bench {
namespace {

using Clock = PostConnection::Clock;
using Seconds = std::chrono::duration<double>;

struct LoadOptions {
  int port = 0;
  int server_pid = 0;
  int connections = 1;
  double warmup_sec = 0.2;
  double seconds = 1;
  std::string path = "/v1/metrics";
  std::string content_type = "application/x-protobuf";
  std::string token;
  std::vector<std::string> bodies;
};

void add_options(CLI::App& app, LoadOptions& options) {
  app.add_option("--port", options.port)->required();
  app.add_option("--server-pid", options.server_pid, "whose CPU time is measured")->required();
  app.add_option("--connections", options.connections);
  app.add_option("--warmup-sec", options.warmup_sec);
  app.add_option("--seconds", options.seconds);
  app.add_option("--path", options.path);
  app.add_option("--content-type", options.content_type);
  app.add_option("--token", options.token);
  app.add_option("bodies", options.bodies, "files, sent in turn")->required();
}

std::vector<std::string> requests_of(const LoadOptions& options) {
  std::vector<std::string> requests;
  for (const std::string& file : options.bodies) {
    std::ifstream stream(file, std::ios::binary);
    stream.exceptions(std::ios::failbit);
    const std::string body((std::istreambuf_iterator<char>(stream)), {});
    requests.push_back(post_request(options.path, options.content_type, options.token, body));
  }
  return requests;
}

Seconds cpu_time_of(int process) {
  clockid_t clock{};
  timespec time{};
  if (const int error = ::clock_getcpuclockid(process, &clock); error != 0) {
    throw std::system_error(error, std::generic_category(), "the server's clock");
  }
  ::clock_gettime(clock, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

class Load {
 public:
  Load(const LoadOptions& options, const std::vector<std::string>& requests)
      : requests_(requests), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {
    for (int i = 0; i < options.connections; ++i) connections_.emplace_back(options.port);
    for (std::size_t i = 0; i < connections_.size(); ++i) {
      epoll_event interest{.events = 0, .data = {.u64 = i}};
      ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_[i].socket(), &interest);
      begin(i);
    }
  }

  // The latencies, in microseconds, of what is answered meanwhile, and of one request at least.
  std::vector<double> run(Seconds duration) {
    std::vector<double> latencies;
    const auto end = Clock::now() + duration;
    while (Clock::now() < end || (latencies.empty() && failures_ < connections_.size())) {
      std::array<epoll_event, 64> ready;
      const int count = ::epoll_wait(epoll_, ready.data(), ready.size(), 10);
      for (int i = 0; i < count; ++i) advance(ready[static_cast<std::size_t>(i)].data.u64, latencies);
    }
    return latencies;
  }

  std::uint64_t failures() const { return failures_; }

 private:
  void begin(std::size_t number) {
    connections_[number].begin(requests_[next_++ % requests_.size()]);
    await(number);
  }

  void await(std::size_t number) {
    epoll_event interest{.events = connections_[number].events(), .data = {.u64 = number}};
    ::epoll_ctl(epoll_, EPOLL_CTL_MOD, connections_[number].socket(), &interest);
  }

  void advance(std::size_t number, std::vector<double>& latencies) {
    PostConnection& connection = connections_[number];
    switch (connection.advance()) {
      case Progress::under_way:
        await(number);
        break;
      case Progress::answered:
        latencies.push_back(std::chrono::duration<double, std::micro>(Clock::now() - connection.begun()).count());
        begin(number);
        break;
      case Progress::failed:
        ++failures_;
        ::epoll_ctl(epoll_, EPOLL_CTL_DEL, connection.socket(), nullptr);
    }
  }

  const std::vector<std::string>& requests_;
  int epoll_;
  std::vector<PostConnection> connections_;
  std::size_t next_ = 0;
  std::uint64_t failures_ = 0;
};

double quantile(std::vector<double>& values, double share) {
  if (values.empty()) return 0;
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::ranges::nth_element(values, place);
  return *place;
}

nlohmann::json measure(const LoadOptions& options) {
  const std::vector<std::string> requests = requests_of(options);
  Load load(options, requests);
  load.run(Seconds(options.warmup_sec));
  const Seconds cpu_before = cpu_time_of(options.server_pid);
  const auto begin = Clock::now();
  std::vector<double> latencies = load.run(Seconds(options.seconds));
  const Seconds took = Clock::now() - begin;
  const Seconds cpu = cpu_time_of(options.server_pid) - cpu_before;
  return {{"requests", latencies.size()},  {"failures", load.failures()},        {"seconds", took.count()},
          {"server_cpu_sec", cpu.count()}, {"p50_us", quantile(latencies, 0.5)}, {"p99_us", quantile(latencies, 0.99)}};
}

int run(int argc, char** argv) {
  CLI::App app("Posts bodies as fast as they are answered.");
  LoadOptions options;
  add_options(app, options);
  CLI11_PARSE(app, argc, argv);
  std::cout << measure(options) << "\n";
  return 0;
}

}  // namespace
}  // namespace perfbench::bench

int main(int argc, char** argv) {
  return perfbench::bench::run_program(argc, argv, "bench_collector_load", perfbench::bench::run);
}

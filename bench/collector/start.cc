// Starts a collector as the runner does, and tells as JSON how long its exporters wait for their answers: those that
// were there before it, or (--settled) as many that come at once later.
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <chrono>
#include <iostream>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "link/listener.h"
#include "link/messages.h"
#include "model/signal_groups.h"
#include "post_connection.h"
#include "program.h"

namespace perfbench::bench {
namespace {

using Clock = PostConnection::Clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr const char* kPrefix = "1-1";
constexpr const char* kToken = "0123456789abcdef";

class Collector {
 public:
  // Returns at once: it need not be ready.
  explicit Collector(const std::vector<std::string>& command) {
    const auto listener = link::listen_on("127.0.0.1", 0);
    if (!listener) throw std::runtime_error(to_string(listener.error()));
    listener_ = listener->socket;
    port_ = listener->port;
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair_.data()) != 0) {
      throw std::system_error(errno, std::generic_category(), "socketpair");
    }
    command_ = command;
    command_.push_back("--listener-fd=" + std::to_string(listener_));
    command_.push_back("--control-fd=" + std::to_string(pair_[1]));
  }
  Collector(const Collector&) = delete;
  Collector& operator=(const Collector&) = delete;

  void start() {
    posix_spawn_file_actions_t actions;
    ::posix_spawn_file_actions_init(&actions);
    for (const int kept : {listener_, pair_[1]}) ::posix_spawn_file_actions_adddup2(&actions, kept, kept);
    std::vector<char*> arguments;
    for (std::string& argument : command_) arguments.push_back(argument.data());
    arguments.push_back(nullptr);
    const int error = ::posix_spawn(&process_, arguments.front(), &actions, nullptr, arguments.data(), environ);
    ::posix_spawn_file_actions_destroy(&actions);
    if (error != 0) throw std::system_error(error, std::generic_category(), command_.front());
    link::Setup setup;
    setup.plan.signals = counted_signal_groups(setup.plan);
    tell(setup);
    link::Expect expected;
    expected.batch = 1;
    expected.prefix = kPrefix;
    expected.token = kToken;
    tell(expected);
  }

  ~Collector() {
    ::close(pair_[0]);
    ::close(pair_[1]);
    ::close(listener_);
    if (process_ > 0) ::waitpid(process_, nullptr, 0);
  }

  int port() const { return port_; }

 private:
  void tell(const link::Message& message) {
    const std::string line = link::to_line(message);
    (void)::send(pair_[0], line.data(), line.size(), MSG_NOSIGNAL);
  }

  int listener_ = -1;
  int port_ = 0;
  std::array<int, 2> pair_{};
  std::vector<std::string> command_;
  pid_t process_ = -1;
};

struct Waits {
  std::vector<double> ms;  // ascending
  int lost = 0;
};

// Since `since`, or since each has begun.
Waits await_answers(std::vector<PostConnection>& connections, const Clock::time_point* since) {
  constexpr std::chrono::seconds kGivenUp(10);
  const auto deadline = Clock::now() + kGivenUp;
  Waits waits;
  std::vector<pollfd> open;
  for (const PostConnection& connection : connections) open.push_back({connection.socket(), POLLIN, 0});
  std::size_t left = open.size();
  while (left > 0 && Clock::now() < deadline) {
    ::poll(open.data(), open.size(), 100);
    const auto now = Clock::now();
    for (std::size_t i = 0; i < open.size(); ++i) {
      if (open[i].fd < 0 || open[i].revents == 0) continue;
      const Progress progress = connections[i].advance();
      if (progress == Progress::under_way) continue;
      if (progress == Progress::answered) {
        waits.ms.push_back(Milliseconds(now - (since != nullptr ? *since : connections[i].begun())).count());
      }
      open[i].fd = -1;  // poll() passes over it
      --left;
    }
  }
  waits.lost = static_cast<int>(connections.size() - waits.ms.size());
  std::ranges::sort(waits.ms);
  return waits;
}

std::vector<PostConnection> connect_all(int count, int port, std::string_view request) {
  std::vector<PostConnection> connections;
  for (int i = 0; i < count; ++i) {
    const auto begin = Clock::now();
    connections.emplace_back(port);
    connections.back().begin(request, begin);
  }
  return connections;
}

Waits measure(const std::vector<std::string>& command, int connects, bool settled) {
  Collector collector(command);
  const std::string request =
      post_request("/" + std::string(kPrefix) + "/v1/metrics", "application/json", kToken, "{}");
  if (settled) {
    collector.start();
    auto first = connect_all(1, collector.port(), request);
    if (await_answers(first, nullptr).lost > 0) throw std::runtime_error("it does not answer");
    auto connections = connect_all(connects, collector.port(), request);
    return await_answers(connections, nullptr);
  }
  auto connections = connect_all(connects, collector.port(), request);
  const auto begin = Clock::now();
  collector.start();
  return await_answers(connections, &begin);
}

int run(int argc, char** argv) {
  CLI::App app("How long exporters wait for a collector that is started, or for one that runs.");
  int connects = 1;
  bool settled = false;
  std::vector<std::string> command;
  app.add_option("--connects", connects);
  app.add_flag("--settled", settled);
  app.add_option("command", command)->required();
  CLI11_PARSE(app, argc, argv);
  const Waits waits = measure(command, connects, settled);
  const bool none = waits.ms.empty();
  std::cout << nlohmann::json{{"lost", waits.lost},
                              {"first_ms", none ? 0 : waits.ms.front()},
                              {"last_ms", none ? 0 : waits.ms.back()}}
            << "\n";
  return 0;
}

}  // namespace
}  // namespace perfbench::bench

int main(int argc, char** argv) {
  return perfbench::bench::run_program(argc, argv, "bench_collector_start", perfbench::bench::run);
}

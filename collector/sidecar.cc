#include "collector/sidecar.h"

#include <fmt/format.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <chrono>
#include <memory>

#include "collector/collection.h"
#include "collector/control_channel.h"
#include "collector/server.h"
#include "link/report.h"
#include "model/counted.h"

namespace perfbench::collector {

namespace {

using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// Nothing is to be tidied up, and threads of connections need not be waited for.
[[noreturn]] void leave() { ::_exit(0); }

class Sidecar {
 public:
  Sidecar(int listener, int control)
      : listener_(listener), control_socket_(control), control_(control), woken_(::eventfd(0, EFD_CLOEXEC)) {}

  void serve() {
    while (!server_) {
      control_.await_news();
      hear_news();
    }
    while (finish_within_ms_ < 0) serve_once(milliseconds(-1));
    finish();
  }

 private:
  void hear_news() {
    if (!control_.take_news(
            [this](const link::Message& message) { std::visit([this](const auto& m) { on(m); }, message); })) {
      leave();
    }
  }

  void on(const link::Setup& setup) {
    collection_ = std::make_unique<Collection>(setup, [this] { hear_news(); });
    server_ = std::make_unique<Server>(listener_, collection_->receiver(), BodyStore::Limits());
  }
  void on(const link::Expect& expected) { collection_->expect(expected); }
  void on(const link::Keep& keep) { collection_->keep(keep); }
  // Perhaps in the thread of a connection.
  void on(const link::Finish& finish) {
    finish_within_ms_ = finish.wait_ms;
    const std::uint64_t one = 1;
    (void)!::write(woken_, &one, sizeof one);
  }

  // Until something happens, or so long; -1 for ever.
  void serve_once(milliseconds at_most) {
    std::array<pollfd, 3> ready = {{{control_socket_, POLLIN, 0}, {woken_, POLLIN, 0}, {listener_, POLLIN, 0}}};
    const bool has_room = server_->has_room();
    constexpr milliseconds kRoomMayComeIn(10);
    if (!has_room && (at_most.count() < 0 || at_most > kRoomMayComeIn)) at_most = kRoomMayComeIn;
    ::poll(ready.data(), has_room ? 3 : 2, static_cast<int>(at_most.count()));
    if (ready[0].revents != 0) hear_news();
    if (has_room) server_->accept_waiting();
  }

  // Whoever is still connected may yet send; who has ended has sent all.
  bool is_over() { return server_->is_quiet() && server_->connections() == 0; }

  void finish() {
    const auto deadline = Clock::now() + milliseconds(finish_within_ms_);
    while (!is_over() && Clock::now() < deadline) serve_once(milliseconds(1));
    const int cut = server_->busy_connections();
    Telemetry telemetry = collection_->report();
    if (cut > 0) {
      telemetry.warnings.push_back(
          {"telemetry_cut",
           fmt::format("{} still sending {} ms after the last worker's end, and not waited for longer",
                       counted(cut, "exporter was", "exporters were"), finish_within_ms_.load()),
           "Raise --otel-flush-wait-ms."});
    }
    control_.tell(link::to_line(telemetry));
    leave();
  }

  int listener_;
  int control_socket_;
  ControlChannel control_;
  std::unique_ptr<Collection> collection_;
  std::unique_ptr<Server> server_;
  int woken_;  // readable once the end was asked for
  std::atomic<int> finish_within_ms_ = -1;
};

}  // namespace

void serve_run(int listener, int control) { Sidecar(listener, control).serve(); }

}  // namespace perfbench::collector

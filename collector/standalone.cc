#include "collector/standalone.h"

#include <poll.h>

#include <array>
#include <chrono>

#include "collector/collection.h"
#include "collector/server.h"
#include "collector/wall_clock.h"

namespace perfbench::collector {

namespace {

// False when it should end.
bool serve_once(Server& server, const StandaloneOptions& options, int at_most_ms) {
  std::array<pollfd, 2> ready = {{{options.end_signals, POLLIN, 0}, {options.listener, POLLIN, 0}}};
  const bool has_room = server.has_room();
  constexpr int kRoomMayComeInMs = 10;
  ::poll(ready.data(), has_room ? 2 : 1, has_room ? at_most_ms : kRoomMayComeInMs);
  if (has_room) server.accept_waiting();
  return ready[0].revents == 0;
}

}  // namespace

Telemetry serve_alone(const StandaloneOptions& options) {
  const std::int64_t begin_ns = ns_since_1970();
  Collection collection({.plan = options.plan, .payload_file = options.payload_file.string()}, [] {});
  collection.expect(
      {.batch = 0, .worker = 0, .measured = true, .prefix = "", .token = options.token, .trace_id = "", .span_id = ""});
  {
    Server server(options.listener, collection.receiver(), BodyStore::Limits());
    while (serve_once(server, options, -1)) continue;
    const auto deadline = std::chrono::steady_clock::now() + options.plan.flush_wait;
    while (!server.is_quiet() && std::chrono::steady_clock::now() < deadline) serve_once(server, options, 1);
  }
  const std::int64_t end_ns = ns_since_1970();
  collection.keep(
      {.batch = 0,
       .workers = {
           {.worker = 0, .start_ns = begin_ns, .spawned_ns = begin_ns, .end_ns = end_ns, .drained_ns = end_ns}}});
  return collection.report();
}

}  // namespace perfbench::collector

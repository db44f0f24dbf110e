#include "link/messages.h"

#include <nlohmann/json.hpp>

namespace perfbench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SignalGroup, name, pattern)

}  // namespace perfbench

namespace perfbench::link {

using nlohmann::json;

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(KeptWorker, worker, start_ns, spawned_ns, end_ns, drained_ns)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Expect, batch, worker, measured, prefix, token, trace_id, span_id)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Keep, batch, workers)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Finish, wait_ms)

namespace {

json to_value(const Setup& setup) {
  return {{"signals", setup.plan.signals},
          {"max_series", setup.plan.max_series},
          {"phase_attributes", setup.plan.phase_attributes},
          {"payload_file", setup.payload_file}};
}
template <class Kind>
json to_value(const Kind& message) {
  return message;
}

constexpr const char* key_of(const Setup&) { return "setup"; }
constexpr const char* key_of(const Expect&) { return "expect"; }
constexpr const char* key_of(const Keep&) { return "keep"; }
constexpr const char* key_of(const Finish&) { return "finish"; }

Setup setup_of(const json& value) {
  Setup setup;
  setup.plan.signals = value.at("signals").get<std::vector<SignalGroup>>();
  setup.plan.max_series = value.at("max_series").get<std::size_t>();
  setup.plan.phase_attributes = value.at("phase_attributes").get<std::vector<std::string>>();
  setup.payload_file = value.at("payload_file").get<std::string>();
  return setup;
}

Message message_of(const json& line) {
  if (line.contains("setup")) return setup_of(line["setup"]);
  if (line.contains("expect")) return line["expect"].get<Expect>();
  if (line.contains("keep")) return line["keep"].get<Keep>();
  return line.at("finish").get<Finish>();
}

}  // namespace

std::string to_line(const Message& message) {
  return std::visit(
      [](const auto& kind) {
        const json line = {{key_of(kind), to_value(kind)}};
        return line.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
      },
      message);
}

Result<Message> read_message(std::string_view line) try {
  return message_of(json::parse(line));
} catch (const json::exception& error) {
  return fail({.kind = ErrorKind::harness,
               .what = "the sidecar was told what it does not understand",
               .where = "",
               .cause = error.what(),
               .advice = ""});
}

}  // namespace perfbench::link

#include "link/messages.h"

#include <exception>
#include <nlohmann/json.hpp>

#include "link/integer.h"

namespace perfbench {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(SignalGroup, name, pattern)

}  // namespace perfbench

namespace perfbench::link {

using nlohmann::json;

// In the namespace of the types, where nlohmann looks for them.
void to_json(json& value, const KeptWorker& kept) {
  value = {{"worker", kept.worker},
           {"start_ns", kept.start_ns},
           {"spawned_ns", kept.spawned_ns},
           {"end_ns", kept.end_ns},
           {"drained_ns", kept.drained_ns}};
}

void from_json(const json& value, KeptWorker& kept) {
  read_integer(value, "worker", kept.worker);
  read_integer(value, "start_ns", kept.start_ns);
  read_integer(value, "spawned_ns", kept.spawned_ns);
  read_integer(value, "end_ns", kept.end_ns);
  read_integer(value, "drained_ns", kept.drained_ns);
}

namespace {

json to_value(const Expect& expect) {
  return {{"batch", expect.batch},    {"worker", expect.worker}, {"measured", expect.measured},
          {"prefix", expect.prefix},  {"token", expect.token},   {"trace_id", expect.trace_id},
          {"span_id", expect.span_id}};
}
json to_value(const Keep& keep) { return {{"batch", keep.batch}, {"workers", keep.workers}}; }
json to_value(const Finish& finish) { return {{"wait_ms", finish.wait_ms}}; }

json to_value(const Setup& setup) {
  return {{"signals", setup.plan.signals},
          {"max_series", setup.plan.max_series},
          {"phase_attributes", setup.plan.phase_attributes},
          {"payload_file", setup.payload_file}};
}

constexpr const char* key_of(const Setup&) { return "setup"; }
constexpr const char* key_of(const Expect&) { return "expect"; }
constexpr const char* key_of(const Keep&) { return "keep"; }
constexpr const char* key_of(const Finish&) { return "finish"; }

Setup setup_of(const json& value) {
  Setup setup;
  setup.plan.signals = value.at("signals").get<std::vector<SignalGroup>>();
  read_integer(value, "max_series", setup.plan.max_series);
  setup.plan.phase_attributes = value.at("phase_attributes").get<std::vector<std::string>>();
  setup.payload_file = value.at("payload_file").get<std::string>();
  return setup;
}

Expect expect_of(const json& value) {
  Expect expect;
  read_integer(value, "batch", expect.batch);
  read_integer(value, "worker", expect.worker);
  value.at("measured").get_to(expect.measured);
  value.at("prefix").get_to(expect.prefix);
  value.at("token").get_to(expect.token);
  value.at("trace_id").get_to(expect.trace_id);
  value.at("span_id").get_to(expect.span_id);
  return expect;
}

Keep keep_of(const json& value) {
  Keep keep;
  read_integer(value, "batch", keep.batch);
  value.at("workers").get_to(keep.workers);
  return keep;
}

Finish finish_of(const json& value) {
  Finish finish;
  read_integer(value, "wait_ms", finish.wait_ms);
  return finish;
}

Message message_of(const json& line) {
  if (line.contains("setup")) return setup_of(line["setup"]);
  if (line.contains("expect")) return expect_of(line["expect"]);
  if (line.contains("keep")) return keep_of(line["keep"]);
  return finish_of(line.at("finish"));
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
} catch (const std::exception& error) {
  return fail({.kind = ErrorKind::harness,
               .what = "the sidecar was told what it does not understand",
               .where = "",
               .cause = error.what(),
               .advice = ""});
}

}  // namespace perfbench::link

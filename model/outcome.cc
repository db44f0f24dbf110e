#include "model/outcome.h"

#include <fmt/format.h>

#include <cstring>

namespace perfbench {

namespace {

constexpr int kTimedOutCode = 124;
constexpr int kAbortedCode = 125;
constexpr int kSpawnFailedCode = 126;
constexpr int kSignalBase = 128;

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

std::string signal_name(int signal) {
  const char* abbreviation = ::sigabbrev_np(signal);
  return abbreviation != nullptr ? "SIG" + std::string(abbreviation) : "signal " + std::to_string(signal);
}

std::string with_oom_kill(std::string text, std::string_view what, const std::optional<OomKill>& kill) {
  if (!kill) return text;
  text += fmt::format(": {}{}out of memory", what, kill->is_certain ? "" : "probably ");
  if (kill->limit_mb > 0) text += fmt::format(" (limit {:g} MB)", kill->limit_mb);
  return text;
}

}  // namespace

bool succeeded(const Outcome& outcome) {
  const auto* exited = std::get_if<Exited>(&outcome);
  return exited != nullptr && exited->code == 0;
}

int return_code(const Outcome& outcome) {
  return std::visit(Overloaded{
                        [](const Exited& exited) { return exited.code; },
                        [](const Signaled& signaled) { return kSignalBase + signaled.signal; },
                        [](const TimedOut&) { return kTimedOutCode; },
                        [](const Aborted&) { return kAbortedCode; },
                        [](const SpawnFailed&) { return kSpawnFailedCode; },
                    },
                    outcome);
}

bool timed_out(const Outcome& outcome) { return std::holds_alternative<TimedOut>(outcome); }

std::optional<int> signal_of(const Outcome& outcome) {
  if (const auto* signaled = std::get_if<Signaled>(&outcome)) return signaled->signal;
  return std::nullopt;
}

std::optional<OomKill> oom_kill_of(const Outcome& outcome) {
  if (const auto* signaled = std::get_if<Signaled>(&outcome)) return signaled->oom_kill;
  if (const auto* exited = std::get_if<Exited>(&outcome)) return exited->oom_kill;
  return std::nullopt;
}

std::string describe(const Outcome& outcome) {
  return std::visit(Overloaded{
                        [](const Exited& exited) {
                          return with_oom_kill("exit " + std::to_string(exited.code), "a process of it was killed, ",
                                               exited.oom_kill);
                        },
                        [](const Signaled& signaled) {
                          return with_oom_kill("killed by " + signal_name(signaled.signal), "", signaled.oom_kill);
                        },
                        [](const TimedOut&) { return std::string("timed out"); },
                        [](const Aborted&) { return std::string("aborted"); },
                        [](const SpawnFailed& failure) {
                          return "could not be started (" + failure.step + ": " + ::strerror(failure.error_number) +
                                 ")";
                        },
                    },
                    outcome);
}

}  // namespace perfbench

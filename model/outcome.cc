#include "model/outcome.h"

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

std::string describe(const Outcome& outcome) {
  return std::visit(Overloaded{
                        [](const Exited& exited) { return "exit " + std::to_string(exited.code); },
                        [](const Signaled& signaled) { return "killed by " + signal_name(signaled.signal); },
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

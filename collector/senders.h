// Who may send: the workers that the runner has told of, each by a path of its own and a token.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "collector/worker_intake.h"
#include "link/messages.h"

namespace perfbench::collector {

struct Sender {
  int batch = 0;
  int worker = 0;
  bool measured = true;
  std::string prefix;
  std::string token;
  std::string trace_id;  // of the span of the worker itself, as they are sent: bytes
  std::string span_id;
  WorkerIntake intake;
};

enum class Admission { granted, no_token, wrong_token, unknown };

struct Refusals {
  std::uint64_t no_token = 0;
  std::uint64_t wrong_token = 0;
  std::uint64_t unknown = 0;  // a path of nobody, or of a worker whose figures are closed
  std::uint64_t total() const { return no_token + wrong_token + unknown; }
};

// For the threads of all connections.
class Senders {
 public:
  // `now_ns`: nanoseconds since 1970.
  void add(const link::Expect& expected, std::uint64_t now_ns);

  struct Found {
    Admission admission = Admission::unknown;
    std::shared_ptr<Sender> sender;  // when granted
  };
  Found find(std::string_view prefix, std::string_view token);

  // Takes out those of the batches up to this one, in their order.
  std::vector<std::shared_ptr<Sender>> take_until(int batch);

  void note_refusal(Admission admission);
  Refusals refusals();

 private:
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Sender>, std::less<>> by_prefix_;
  std::multimap<int, std::shared_ptr<Sender>> by_batch_;
  Refusals refusals_;
  IntakeBudget budget_;
};

}  // namespace perfbench::collector

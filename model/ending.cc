#include "model/ending.h"

#include <fmt/format.h>

#include <csignal>

#include "model/counted.h"
#include "model/duration.h"

namespace perfbench {

namespace {

std::string in_a_line(const Error& error) {
  Error without_advice = error;
  without_advice.advice.clear();
  return to_string(without_advice);
}

std::string cause_of(const Plan& plan, const RunRecord& record) {
  switch (record.ending) {
    case Ending::interrupted:
      return record.ending_signal == SIGINT   ? "interrupted by SIGINT"
             : record.ending_signal == SIGHUP ? "interrupted by SIGHUP"
                                              : "interrupted by SIGTERM";
    case Ending::deadline:
      return plan.deadline ? fmt::format("the deadline of {:g} s came", to_seconds(*plan.deadline))
                           : "the deadline came";
    case Ending::fault:
      return "PerfBench could not go on" + (record.fault ? " (" + in_a_line(*record.fault) + ")" : "");
    case Ending::complete:
      break;
  }
  return "";
}

}  // namespace

std::string describe_ending(const Plan& plan, const RunRecord& record) {
  std::string text = cause_of(plan, record);
  if (text.empty()) return text;
  if (record.iterations_lost) return text + "; without the reporter json no iteration was kept";
  text += record.iterations.empty()
              ? " before the first iteration was complete"
              : fmt::format(" after {} of {}", record.iterations.size(), counted(plan.iterations, "iteration"));
  if (record.aborted_workers > 0) {
    text += ", " + counted(record.aborted_workers, "worker") + " aborted";
  }
  return text;
}

}  // namespace perfbench

// What was read of a line between the runner and its sidecar is written as a line that reads as the same.
#include "link/messages.h"
#include "link/report.h"
#include "model/utf8.h"
#include "require.h"

using namespace perfbench;
using fuzz::require;

namespace {

void check_line(const std::string& line) {
  require(line.find('\n') + 1 == line.size(), "a line is one line");
  require(to_valid_utf8(line) == line, "a line is UTF-8");
}

void check_error(const Error& error) {
  require(error.kind == ErrorKind::harness && !error.what.empty(), "an error says what was wrong");
}

void check_message(std::string_view text) {
  const auto message = link::read_message(text);
  if (!message) return check_error(message.error());
  const std::string written = link::to_line(*message);
  check_line(written);
  const auto again = link::read_message(written);
  require(again.has_value() && link::to_line(*again) == written, "a message is the same after it was written");
}

void check_report(std::string_view text) {
  const auto report = link::read_report(text);
  if (!report) return check_error(report.error());
  const std::string written = link::to_line(*report);
  check_line(written);
  const auto again = link::read_report(written);
  require(again.has_value() && link::to_line(*again) == written, "a report is the same after it was written");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text = fuzz::as_text(data, size);
  check_message(text);
  check_report(text);
  return 0;
}

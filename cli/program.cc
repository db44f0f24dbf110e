#include "program.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>

#include "message.h"

namespace perfbench {

namespace {

// Tells what stands behind the options, which the parser does not see.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kOptionColumn); }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    if (app->get_name() == "run") return "Usage: perfbench run [options] -- COMMAND [ARG...]\n";
    return CLI::Formatter::make_usage(app, std::move(name));
  }

 private:
  static constexpr std::size_t kOptionColumn = 28;
};

}  // namespace

void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) < 0) (void)::open("/dev/null", O_RDWR);
  }
}

int finish(const Result<ExitCode>& result) {
  if (result) return static_cast<int>(*result);
  print_message(to_string(result.error()));
  return static_cast<int>(exit_code_for(result.error().kind));
}

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace perfbench

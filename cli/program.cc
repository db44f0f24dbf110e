#include "program.h"

#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <exception>
#include <string_view>

#include "message.h"
#include "usage_error.h"

namespace perfbench {

namespace {

// Tells what stands behind the options, which the parser does not see, and names them as they are typed.
class HelpFormatter : public CLI::Formatter {
 public:
  HelpFormatter() { column_width(kOptionColumn); }

  std::string make_usage(const CLI::App* app, std::string name) const override {
    if (app->get_name() == "run") return "Usage: perfbench run [options] -- COMMAND [ARG...]\n";
    return CLI::Formatter::make_usage(app, std::move(name));
  }

  // Of a flag that is switched off by another name the parser says "--no-otel{false}".
  std::string make_option_name(const CLI::Option* option, bool is_positional) const override {
    constexpr std::string_view kOff = "{false}";
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    const auto at = name.find(kOff);
    return at == std::string::npos ? name : name.erase(at, kOff.size());
  }

 private:
  static constexpr std::size_t kOptionColumn = 28;
};

// A reader that goes away must not cost the result, and what is opened must not land on a closed standard descriptor.
void prepare_process() {
  std::signal(SIGPIPE, SIG_IGN);
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(descriptor, F_GETFD) < 0) (void)::open("/dev/null", O_RDWR);
  }
}

}  // namespace

int run_program(int argc, char** argv, int (*run)(const std::vector<std::string>& arguments)) {
  prepare_process();
  try {
    return run(std::vector<std::string>(argv + 1, argv + argc));
  } catch (const std::exception& error) {
    print_message("internal error: " + std::string(error.what()));
    return static_cast<int>(ExitCode::harness);
  }
}

std::optional<int> parse(CLI::App& app, const std::vector<std::string>& arguments,
                         const std::function<void(const Error&)>& hear_error) {
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());  // as CLI11 takes them
  try {
    app.parse(reversed);
    return std::nullopt;
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return app.exit(error);
    const Error explained = explain_usage(app, error, arguments);
    if (hear_error) hear_error(explained);
    return finish(fail(explained));
  }
}

int finish(const Result<ExitCode>& result) {
  if (result) return static_cast<int>(*result);
  print_message(to_string(result.error()));
  return static_cast<int>(exit_code_for(result.error().kind));
}

std::shared_ptr<CLI::FormatterBase> help_formatter() { return std::make_shared<HelpFormatter>(); }

}  // namespace perfbench

#include "usage_error.h"

#include <CLI/CLI.hpp>
#include <algorithm>

#include "model/nearest.h"

namespace perfbench {

namespace {

Error usage_error(std::string what, std::string advice) {
  return {.kind = ErrorKind::usage, .what = std::move(what), .where = "", .cause = "", .advice = std::move(advice)};
}

std::vector<std::string> option_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) names.push_back("--" + option->get_single_name());
  return names;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    names.push_back(command->get_name());
  }
  return names;
}

// A misspelt option, a misspelt command, or a command to measure without the -- before it.
Error unexpected_word(const CLI::App& command, const std::string& help, const std::string& word) {
  if (word.starts_with("-")) {
    const std::string name = word.substr(0, word.find('='));
    return usage_error("there is no option " + name,
                       "The nearest is " + nearest_names(name, option_names(command), 1).front() + ". " + help);
  }
  if (const auto commands = command_names(command); !commands.empty()) {
    return usage_error("there is no command '" + word + "'",
                       "The nearest is " + nearest_names(word, commands, 1).front() + ". " + help);
  }
  if (command.get_name() != "run") return usage_error("unexpected word '" + word + "'", help);
  return usage_error("unexpected word '" + word + "'",
                     "The command to measure stands after --: perfbench run [options] -- COMMAND [ARG...]");
}

}  // namespace

Error explain_usage(const CLI::App& app, const CLI::ParseError& parse_error,
                    const std::vector<std::string>& arguments) {
  const CLI::App* command = &app;
  std::string words = app.get_name();
  while (!command->get_subcommands().empty()) {
    command = command->get_subcommands().front();
    words += " " + command->get_name();
  }
  const bool lacks_command = !command_names(*command).empty();
  const std::string help = words + " --help tells the " + (lacks_command ? "commands." : "options.");
  const auto unplaced = command->remaining();
  const auto first =
      std::ranges::find_if(arguments, [&](const std::string& word) { return std::ranges::count(unplaced, word) > 0; });
  if (first != arguments.end()) return unexpected_word(*command, help, *first);
  return usage_error(lacks_command ? "a command is missing" : parse_error.what(), help);
}

std::optional<std::string> given_value(const std::vector<std::string>& arguments, const std::string& option) {
  for (auto word = arguments.begin(); word != arguments.end(); ++word) {
    if (*word == option && std::next(word) != arguments.end()) return *std::next(word);
    if (word->starts_with(option + "=")) return word->substr(option.size() + 1);
  }
  return std::nullopt;
}

}  // namespace perfbench

#include "cdash/token.h"

#include <fmt/format.h>
#include <sys/prctl.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <system_error>

namespace perfbench {

namespace {

constexpr const char* kUsualTokenVariable = "CDASH_TOKEN";

Error token_error(std::string what, std::string where, std::string cause, std::string advice) {
  return {.kind = ErrorKind::usage,
          .what = std::move(what),
          .where = std::move(where),
          .cause = std::move(cause),
          .advice = std::move(advice)};
}

Result<std::string> checked(std::string token, const std::string& where) {
  while (!token.empty() && (token.back() == '\n' || token.back() == '\r')) token.pop_back();
  const auto is_graphic = [](char c) { return c > ' ' && c < 0x7f; };
  if (!token.empty() && std::ranges::all_of(token, is_graphic)) return token;
  return fail(
      token_error(token.empty() ? "there is no token in it" : "what is in it is no token: it holds a blank or worse",
                  where, "", "It holds the token and nothing else."));
}

Result<std::string> token_of_file(const std::filesystem::path& file) {
  std::error_code status;
  std::string cause = "no regular file or pipe";
  if (std::filesystem::is_regular_file(file, status) || std::filesystem::is_fifo(file, status)) {
    errno = 0;
    std::ifstream stream(file, std::ios::binary);
    constexpr std::size_t kLongestToken = 10'000;
    std::string token;
    for (int c = stream.get(); c != std::ifstream::traits_type::eof() && token.size() <= kLongestToken;
         c = stream.get()) {
      token += static_cast<char>(c);
    }
    const bool is_read = stream.is_open() && !stream.bad();
    if (is_read && token.size() <= kLongestToken) return checked(std::move(token), "--token-file " + file.string());
    cause = is_read ? "it is longer than any token" : std::generic_category().message(errno);
  } else if (status) {
    cause = status.message();
  }
  return fail(token_error("the token cannot be read", "--token-file " + file.string(), cause, ""));
}

// What stands at the place where ps finds it goes too.
std::string take_variable(const char* name) {
  char* value = std::getenv(name);
  if (value == nullptr) return {};
  std::string token = value;
  ::explicit_bzero(value, token.size());
  ::unsetenv(name);
  return token;
}

}  // namespace

Result<std::string> take_token(const TokenSource& source) {
  if (!source.variable.empty() && !source.file.empty()) {
    return fail(token_error("the token is given twice", "--token-env and --token-file", "", "Give one of them."));
  }
  ::prctl(PR_SET_DUMPABLE, 0);
  if (!source.file.empty()) {
    (void)take_variable(kUsualTokenVariable);  // no program that is started needs it
    return token_of_file(source.file);
  }
  const std::string name = source.variable.empty() ? kUsualTokenVariable : source.variable;
  std::string token = take_variable(name.c_str());
  if (!token.empty()) return checked(std::move(token), "--token-env " + name);
  if (source.variable.empty()) return std::string();
  return fail(token_error("this environment variable is not set, or empty", "--token-env " + name, "",
                          "It is the variable's name that --token-env takes, never the token."));
}

}  // namespace perfbench

// Errors that travel between rooms as values. Exceptions of libraries are turned into an Error at the border where they
// arise; only main prints one and chooses the exit code (model/exit_code.h).
#pragma once

#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace perfbench {

enum class ErrorKind {
  usage,    // the command line cannot be understood
  plan,     // it can, but what it asks for is wrong: an unknown figure, a missing file, a command that cannot be run
  harness,  // PerfBench itself, or the machine under it, failed; nothing is said about the worker
};

struct Error {
  ErrorKind kind = ErrorKind::harness;
  std::string what;    // what was wrong, one sentence without a full stop
  std::string where;   // the option, file and line, or rule it was found in; may be empty
  std::string cause;   // the operating system's or library's own words; may be empty
  std::string advice;  // what to do about it; may be empty
};

template <class T>
using Result = tl::expected<T, Error>;

inline tl::unexpected<Error> fail(Error error) { return tl::unexpected<Error>(std::move(error)); }

// "where: what: cause" and, on a second line, the advice: as main prints it.
std::string to_string(const Error& error);

}  // namespace perfbench

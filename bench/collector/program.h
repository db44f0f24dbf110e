// The whole of a bench program's main().
#pragma once

#include <cstdio>
#include <exception>

namespace perfbench::bench {

// `run` returns the exit code; an error is told under the program's name, and is exit code 1.
inline int run_program(int argc, char** argv, const char* name, int (*run)(int argc, char** argv)) {
  try {
    return run(argc, argv);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", name, error.what());
    return 1;
  }
}

}  // namespace perfbench::bench

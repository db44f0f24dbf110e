// The strings of a request: program, working directory, arguments, environment.
#pragma once

#include <sys/mman.h>

#include <vector>

#include "job.h"
#include "spawn.h"

namespace perfbench::launcher {

// The strings of a request, mapped from the descriptor that carries them for as long as this object lives.
class RequestText {
 public:
  explicit RequestText(const Job& job) : bytes_(job.request.text_bytes) {
    void* mapped = ::mmap(nullptr, bytes_, PROT_READ, MAP_PRIVATE, job.descriptors[kText], 0);
    if (mapped == MAP_FAILED) return;
    text_ = static_cast<char*>(mapped);
    char* next = text_;
    program_ = take(next);
    working_directory_ = take(next);
    take_all(next, job.request.argc, argv_);
    take_all(next, job.request.envc, envp_);
  }
  RequestText(const RequestText&) = delete;
  RequestText& operator=(const RequestText&) = delete;
  ~RequestText() {
    if (text_ != nullptr) ::munmap(text_, bytes_);
  }

  bool usable() const { return text_ != nullptr; }

  SpawnPlan plan(const Job& job) {
    return {.program = program_,
            .working_directory = working_directory_,
            .argv = argv_.data(),
            .envp = envp_.data(),
            .stdio = {job.descriptors[kStdin], job.descriptors[kStdout], job.descriptors[kStderr]},
            .pinned = job.request.pinned != 0,
            .cpus = job.request.cpus,
            .descriptor_limit = job.request.descriptor_limit};
  }

 private:
  static char* take(char*& next) {
    char* string = next;
    while (*next != '\0') ++next;
    ++next;
    return string;
  }

  static void take_all(char*& next, std::uint32_t count, std::vector<char*>& strings) {
    strings.reserve(count + 1);
    for (std::uint32_t i = 0; i < count; ++i) strings.push_back(take(next));
    strings.push_back(nullptr);
  }

  std::size_t bytes_;
  char* text_ = nullptr;
  char* program_ = nullptr;
  char* working_directory_ = nullptr;
  std::vector<char*> argv_;
  std::vector<char*> envp_;
};

}  // namespace perfbench::launcher

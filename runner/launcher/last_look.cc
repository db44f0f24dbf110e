#include "last_look.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <initializer_list>

#include "proc_text.h"

namespace perfbench::launcher {

namespace {

struct IoField {
  const char* name;  // as it stands at the beginning of a line
  std::int64_t LastLook::*member;
};
constexpr IoField kIoFields[] = {
    {"rchar: ", &LastLook::chars_read},        {"wchar: ", &LastLook::chars_written},
    {"syscr: ", &LastLook::read_calls},        {"syscw: ", &LastLook::write_calls},
    {"\nread_bytes: ", &LastLook::bytes_read}, {"\nwrite_bytes: ", &LastLook::bytes_written},
};

// A number at the beginning of the text, which is moved behind it; unknown, and not moved, where there is none.
std::int64_t take_number(char*& text) {
  char* behind = text;
  const long long number = ::strtoll(text, &behind, 10);
  const bool is_one = behind != text;
  text = behind;
  return is_one ? number : kUnknown;
}

bool read_whole(int file, char* text, std::size_t room) {
  const ssize_t got = ::pread(file, text, room - 1, 0);
  if (got <= 0) return false;
  text[got] = '\0';
  return true;
}

}  // namespace

int open_io_ahead(pid_t pid) {
  if (::geteuid() == 0) return -1;
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/io", static_cast<int>(pid));
  return ::open(path, O_RDONLY | O_CLOEXEC);
}

LastLook take_last_look(pid_t pid, int io_ahead) {
  LastLook look;
  char text[512];
  if (read_proc_file(pid, "schedstat", text, sizeof text)) {
    char* next = text;
    look.on_cpu_ns = take_number(next);
    look.run_queue_wait_ns = take_number(next);
  }
  if (io_ahead >= 0 ? read_whole(io_ahead, text, sizeof text) : read_proc_file(pid, "io", text, sizeof text)) {
    for (const IoField& field : kIoFields) {
      char* found = ::strstr(text, field.name);
      if (found == nullptr) continue;
      found += ::strlen(field.name);
      look.*field.member = take_number(found);
    }
  }
  return look;
}

void add_io(LastLook& sum, const LastLook& other) {
  for (const IoField& field : kIoFields) {
    const std::int64_t more = other.*field.member;
    if (more == kUnknown) continue;
    std::int64_t& total = sum.*field.member;
    total = total == kUnknown ? more : total + more;
  }
}

void forget_io(LastLook& look) {
  for (const IoField& field : kIoFields) look.*field.member = kUnknown;
}

void take_off(LastLook& look, const LastLook& before) {
  for (const auto member : {&LastLook::on_cpu_ns, &LastLook::run_queue_wait_ns}) {
    if (before.*member != kUnknown && look.*member != kUnknown) look.*member -= before.*member;
  }
  // The byte that released it, which it read afterwards.
  for (const auto member : {&LastLook::chars_read, &LastLook::read_calls}) {
    if (before.*member != kUnknown && look.*member != kUnknown) look.*member -= before.*member + 1;
  }
}

}  // namespace perfbench::launcher

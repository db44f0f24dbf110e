#include "last_look.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

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

// Ends it with a NUL. False where there is nothing to read.
bool read_file(pid_t pid, const char* name, char* text, std::size_t room) {
  char path[64];
  ::snprintf(path, sizeof path, "/proc/%d/%s", static_cast<int>(pid), name);
  const int descriptor = ::open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const ssize_t got = ::read(descriptor, text, room - 1);
  ::close(descriptor);
  if (got <= 0) return false;
  text[got] = '\0';
  return true;
}

// A number at the beginning of the text, which is moved behind it; unknown, and not moved, where there is none.
std::int64_t take_number(char*& text) {
  char* behind = text;
  const long long number = ::strtoll(text, &behind, 10);
  const bool is_one = behind != text;
  text = behind;
  return is_one ? number : kUnknown;
}

}  // namespace

LastLook take_last_look(pid_t pid) {
  LastLook look;
  char text[512];
  if (read_file(pid, "schedstat", text, sizeof text)) {
    char* next = text;
    look.on_cpu_ns = take_number(next);
    look.run_queue_wait_ns = take_number(next);
  }
  if (read_file(pid, "io", text, sizeof text)) {
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

}  // namespace perfbench::launcher

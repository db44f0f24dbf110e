// A worker with a clock of its own: sleeps, spins or writes, and appends what it took, in nanoseconds, to the file that
// the environment names in BENCH_CLOCK (if it does).
//   workload sleep MILLISECONDS | tick MILLISECONDS | spin MILLISECONDS | write BYTES
// tick wakes every 10 ms and does nothing: the least that any sampler costs.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void sleep_ms(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

static void tick_ms(long milliseconds) {
  for (long passed = 0; passed < milliseconds; passed += 10) sleep_ms(10);
}

static void spin_ms(int64_t begin, long milliseconds) {
  while (now_ns() - begin < (int64_t)milliseconds * 1000000) {
  }
}

static int write_bytes(long bytes) {
  static char block[65536];
  memset(block, 'x', sizeof block);
  for (long left = bytes; left > 0;) {
    const ssize_t written = write(STDOUT_FILENO, block, left < (long)sizeof block ? (size_t)left : sizeof block);
    if (written < 0) return 1;
    left -= written;
  }
  return 0;
}

static void note_own_time(int64_t begin) {
  const char* path = getenv("BENCH_CLOCK");
  if (path == NULL) return;
  const int64_t took = now_ns() - begin;
  char line[32];
  const int length = snprintf(line, sizeof line, "%lld\n", (long long)took);
  const int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (descriptor < 0 || write(descriptor, line, (size_t)length) != length) perror(path);
}

int main(int argc, char** argv) {
  const int64_t begin = now_ns();
  const long amount = argc == 3 ? atol(argv[2]) : -1;
  if (amount >= 0 && strcmp(argv[1], "sleep") == 0) {
    sleep_ms(amount);
  } else if (amount >= 0 && strcmp(argv[1], "tick") == 0) {
    tick_ms(amount);
  } else if (amount >= 0 && strcmp(argv[1], "spin") == 0) {
    spin_ms(begin, amount);
  } else if (amount >= 0 && strcmp(argv[1], "write") == 0) {
    if (write_bytes(amount) != 0) return 1;
  } else {
    fputs("usage: workload sleep MILLISECONDS | tick MILLISECONDS | spin MILLISECONDS | write BYTES\n", stderr);
    return 2;
  }
  note_own_time(begin);
  return 0;
}

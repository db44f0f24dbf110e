// Spends 70 % of its time in heavy() and 30 % in light(), in turn, and tells the share of heavy(), as it measured it,
// as a line of JSON.
//   split ROUNDS        of about 1 ms each
//   split ROUNDS NS     of so much CPU time each, by the clock
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#ifndef LIGHT_TAKES
#define LIGHT_TAKES 1  // times what it takes otherwise
#endif

static volatile uint64_t sink;

static int64_t cpu_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static int64_t round_ns;

// Each has a loop of its own, so that its time is its own.
__attribute__((noinline)) static void heavy(void) {
  const int64_t end = round_ns == 0 ? 0 : cpu_ns() + round_ns * 7 / 10;
  uint64_t state = sink;
  do {
    for (int i = 0; i < (end == 0 ? 700000 : 5000); ++i) state = state * 6364136223846793005U + 1442695040888963407U;
  } while (end != 0 && cpu_ns() < end);
  sink = state;
}

__attribute__((noinline)) static void light(void) {
  const int64_t end = round_ns == 0 ? 0 : cpu_ns() + LIGHT_TAKES * round_ns * 3 / 10;
  uint64_t state = sink;
  do {
    for (int i = 0; i < (end == 0 ? 300000 * LIGHT_TAKES : 5000); ++i) state = state * 2862933555777941757U + 3037000493U;
  } while (end != 0 && cpu_ns() < end);
  sink = state;
}

int main(int argc, char** argv) {
  const long rounds = argc == 2 || argc == 3 ? atol(argv[1]) : 0;
  round_ns = argc == 3 ? atol(argv[2]) : 0;
  if (rounds < 1 || round_ns < 0) {
    fputs("usage: split ROUNDS [NS]\n", stderr);
    return 2;
  }
  int64_t of_heavy = 0;
  const int64_t begin = cpu_ns();
  for (long i = 0; i < rounds; ++i) {
    const int64_t before = cpu_ns();
    heavy();
    of_heavy += cpu_ns() - before;
    light();
  }
  printf("{\"truth\":%.6f}\n", 100.0 * (double)of_heavy / (double)(cpu_ns() - begin));
  return 0;
}

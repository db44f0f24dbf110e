// A worker whose figures are known beforehand, or that tells them itself: what a sampler must find is printed as a line
// of JSON, {"truth":VALUE}.
//   behave hold MEGABYTES MILLISECONDS       a grandchild holds so much memory so long; truth: MB
//   behave spin THREADS MILLISECONDS         truth: CPU time over wall time, in percent
//   behave descriptors COUNT MILLISECONDS    opens them after 200 ms, and closes them after so long; truth: all that are open
//   behave tree PROCESSES MILLISECONDS KIND  this one and its children, which sleep, or run for 1 ms of 20 (KIND: sleep, work)
//   behave work UNITS                        always the same work, about 1 ms a unit
// Like bench/workload.c, it appends what it took, in ns, to the file that BENCH_CLOCK names.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

static int64_t ns_of(clockid_t clock) {
  struct timespec now;
  clock_gettime(clock, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

static void sleep_ms(long milliseconds) {
  struct timespec left = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  while (nanosleep(&left, &left) != 0 && errno == EINTR) {
  }
}

static void spin_until(int64_t end_ns) {
  while (ns_of(CLOCK_MONOTONIC) < end_ns) {
  }
}

static void tell_truth(double value) {
  printf("{\"truth\":%.6f}\n", value);
  fflush(stdout);
}

static int wait_for_children(void) {
  int failed = 0;
  int status = 0;
  while (wait(&status) > 0) failed |= status;
  return failed == 0 ? 0 : 1;
}

static int hold(long megabytes, long milliseconds) {
  const size_t bytes = (size_t)megabytes << 20;
  if (fork() == 0) {
    if (fork() == 0) {
      void* memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
      if (memory == MAP_FAILED) _exit(1);
      memset(memory, 1, bytes);
      sleep_ms(milliseconds);
      _exit(0);
    }
    _exit(wait_for_children());
  }
  tell_truth((double)megabytes);
  return wait_for_children();
}

static void* spin_thread(void* end_ns) {
  spin_until(*(const int64_t*)end_ns);
  return NULL;
}

static int spin(long threads, long milliseconds) {
  enum { kMostThreads = 64 };
  const int64_t begin_ns = ns_of(CLOCK_MONOTONIC);
  int64_t end_ns = begin_ns + milliseconds * 1000000;
  pthread_t others[kMostThreads];
  if (threads < 1 || threads > kMostThreads) return 2;
  for (long i = 1; i < threads; ++i) {
    if (pthread_create(&others[i], NULL, spin_thread, &end_ns) != 0) return 1;
  }
  spin_until(end_ns);
  for (long i = 1; i < threads; ++i) pthread_join(others[i], NULL);
  const int64_t cpu_ns = ns_of(CLOCK_PROCESS_CPUTIME_ID);
  tell_truth(100.0 * (double)cpu_ns / (double)(ns_of(CLOCK_MONOTONIC) - begin_ns));
  return 0;
}

static int descriptors(long count, long milliseconds) {
  sleep_ms(200);
  int first = -1;
  for (long i = 0; i < count; ++i) {
    const int descriptor = open("/dev/null", O_RDONLY);
    if (descriptor < 0) return 1;
    if (first < 0) first = descriptor;
  }
  sleep_ms(milliseconds);
  for (long i = 0; i < count; ++i) close(first + (int)i);
  tell_truth((double)(first + count));
  sleep_ms(200);
  return 0;
}

static int live(int64_t end_ns, int works) {
  while (ns_of(CLOCK_MONOTONIC) < end_ns) {
    sleep_ms(works ? 19 : 100);
    if (works) spin_until(ns_of(CLOCK_MONOTONIC) + 1000000);
  }
  return 0;
}

static int tree(long processes, long milliseconds, const char* kind) {
  const int64_t end_ns = ns_of(CLOCK_MONOTONIC) + milliseconds * 1000000;
  const int works = strcmp(kind, "work") == 0;
  for (long i = 1; i < processes; ++i) {
    if (fork() == 0) _exit(live(end_ns, works));
  }
  live(end_ns, works);
  return wait_for_children();
}

static volatile uint64_t sink;

static int work(long units) {
  uint64_t state = 1;
  for (long i = 0; i < units * 1000000; ++i) state = state * 6364136223846793005U + 1442695040888963407U;
  sink = state;
  return 0;
}

static void note_own_time(int64_t begin_ns) {
  const char* path = getenv("BENCH_CLOCK");
  if (path == NULL) return;
  char line[32];
  const int length = snprintf(line, sizeof line, "%lld\n", (long long)(ns_of(CLOCK_MONOTONIC) - begin_ns));
  const int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
  if (descriptor < 0 || write(descriptor, line, (size_t)length) != length) perror(path);
}

int main(int argc, char** argv) {
  const int64_t begin_ns = ns_of(CLOCK_MONOTONIC);
  const char* what = argc > 2 ? argv[1] : "";
  const long first = argc > 2 ? atol(argv[2]) : 0;
  const long second = argc > 3 ? atol(argv[3]) : 0;
  int code = 2;
  if (argc == 4 && strcmp(what, "hold") == 0) code = hold(first, second);
  if (argc == 4 && strcmp(what, "spin") == 0) code = spin(first, second);
  if (argc == 4 && strcmp(what, "descriptors") == 0) code = descriptors(first, second);
  if (argc == 5 && strcmp(what, "tree") == 0) code = tree(first, second, argv[4]);
  if (argc == 3 && strcmp(what, "work") == 0) code = work(first);
  if (code == 2) fputs("usage: behave hold|spin|descriptors|tree|work NUMBER [NUMBER [sleep|work]]\n", stderr);
  note_own_time(begin_ns);
  return code;
}

// The limit that PerfBench is measured against: posix_spawn and wait4 in a loop, no probes, no records on the way.
//   limit_loop [--runs N] [--concurrency N] [--stdout FILE] [--account] -- PROGRAM [ARGUMENT ...]
// Prints one JSON object: whole time of the loop, and of each worker its latency; with --account also its own CPU time
// (without that of its children) and its peak resident memory, at the cost of two more calls a worker.
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <spawn.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char** environ;

struct Worker {
  pid_t pid;
  int64_t begin_ns;
  int64_t latency_ns;
  int64_t cpu_ns;
  long max_rss_kb;
  int status;
};

static void die(const char* what) {
  perror(what);
  exit(1);
}

static int64_t now_ns(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000000000 + now.tv_nsec;
}

// On-CPU time of a process whose only thread has ended and that is not reaped yet.
static int64_t own_cpu_ns(pid_t pid) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/schedstat", (int)pid);
  const int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) die(path);
  char text[128];
  const ssize_t got = read(descriptor, text, sizeof text - 1);
  close(descriptor);
  if (got <= 0) die(path);
  text[got] = '\0';
  return strtoll(text, NULL, 10);
}

static int open_output(const char* path) {
  if (path == NULL) return open("/dev/null", O_WRONLY | O_CLOEXEC);
  struct stat status;
  if (lstat(path, &status) == 0 && !S_ISREG(status.st_mode)) return open(path, O_WRONLY | O_CLOEXEC);
  unlink(path);
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
}

static void start(struct Worker* worker, char** argv, int input, const char* output_path) {
  const int output = open_output(output_path);
  const int errors = open_output(NULL);
  if (output < 0 || errors < 0) die("output");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors, STDERR_FILENO);
  worker->begin_ns = now_ns();
  errno = posix_spawn(&worker->pid, argv[0], &actions, NULL, argv, environ);
  if (errno != 0) die(argv[0]);
  posix_spawn_file_actions_destroy(&actions);
  close(output);
  close(errors);
}

static void await(struct Worker* workers, int count, int account) {
  siginfo_t ended;
  if (account && waitid(P_ALL, 0, &ended, WEXITED | WNOWAIT) != 0) die("waitid");
  const int64_t cpu_ns = account ? own_cpu_ns(ended.si_pid) : 0;
  int status = 0;
  struct rusage usage;
  const pid_t pid = wait4(-1, &status, 0, &usage);
  const int64_t now = now_ns();
  for (int i = 0; i < count; ++i) {
    if (workers[i].pid != pid) continue;
    workers[i].latency_ns = now - workers[i].begin_ns;
    workers[i].cpu_ns = cpu_ns;
    workers[i].max_rss_kb = usage.ru_maxrss;
    workers[i].status = status;
  }
}

static void print_list(const char* name, const struct Worker* workers, int count, int64_t (*value)(const struct Worker*)) {
  printf(", \"%s\": [", name);
  for (int i = 0; i < count; ++i) printf("%s%lld", i == 0 ? "" : ", ", (long long)value(&workers[i]));
  printf("]");
}

static int64_t latency_of(const struct Worker* worker) { return worker->latency_ns; }
static int64_t cpu_of(const struct Worker* worker) { return worker->cpu_ns; }
static int64_t max_rss_of(const struct Worker* worker) { return worker->max_rss_kb; }
static int64_t status_of(const struct Worker* worker) { return worker->status; }

int main(int argc, char** argv) {
  int runs = 1;
  int concurrency = 1;
  int account = 0;
  const char* output_path = NULL;
  const struct option options[] = {{"runs", required_argument, NULL, 'r'},
                                   {"concurrency", required_argument, NULL, 'c'},
                                   {"stdout", required_argument, NULL, 'o'},
                                   {"account", no_argument, NULL, 'a'},
                                   {NULL, 0, NULL, 0}};
  int option = 0;
  while ((option = getopt_long(argc, argv, "+", options, NULL)) != -1) {
    if (option == 'r') runs = atoi(optarg);
    if (option == 'c') concurrency = atoi(optarg);
    if (option == 'o') output_path = optarg;
    if (option == 'a') account = 1;
    if (option == '?') return 2;
  }
  if (optind >= argc || runs < 1 || concurrency < 1) {
    fputs("usage: limit_loop [--runs N] [--concurrency N] [--stdout FILE] [--account] -- PROGRAM [ARGUMENT ...]\n", stderr);
    return 2;
  }
  const int count = runs * concurrency;
  struct Worker* workers = calloc((size_t)count, sizeof *workers);
  const int input = open("/dev/null", O_RDONLY | O_CLOEXEC);
  if (workers == NULL || input < 0) die("limit_loop");
  const int64_t begin = now_ns();
  for (int run = 0; run < runs; ++run) {
    struct Worker* batch = workers + run * concurrency;
    for (int i = 0; i < concurrency; ++i) start(&batch[i], argv + optind, input, output_path);
    for (int i = 0; i < concurrency; ++i) await(batch, concurrency, account);
  }
  printf("{\"wall_ns\": %lld", (long long)(now_ns() - begin));
  print_list("latency_ns", workers, count, latency_of);
  print_list("wait_status", workers, count, status_of);
  if (account) {
    print_list("cpu_ns", workers, count, cpu_of);
    print_list("max_rss_kb", workers, count, max_rss_of);
  }
  printf("}\n");
  free(workers);
  return 0;
}

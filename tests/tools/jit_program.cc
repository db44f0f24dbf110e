// Runs code that it makes itself, and tells perf the name of it, as programs with a JIT compiler do: in
// /tmp/perf-PID.map, whose path it appends to the file that is named first.
//   jit_program FILE MILLISECONDS   exits 77 where it knows no code for the processor
#include <sys/mman.h>
#include <unistd.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <string>

#if defined(__x86_64__)
constexpr std::uint8_t kCountDown[] = {0x48, 0xff, 0xcf, 0x75, 0xfb, 0xc3};  // dec %rdi; jne; ret
#elif defined(__aarch64__)
constexpr std::uint32_t kCountDown[] = {0xf1000400, 0x54ffffe1, 0xd65f03c0};  // subs x0, x0, #1; b.ne; ret
#else
constexpr std::uint8_t kCountDown[] = {0};
#endif

int main(int argc, char** argv) {
  if (argc != 3) return 64;
  if (sizeof kCountDown == 1) return 77;
  constexpr std::size_t kSize = 4096;
  void* code = ::mmap(nullptr, kSize, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (code == MAP_FAILED) return 65;
  std::memcpy(code, kCountDown, sizeof kCountDown);
  if (::mprotect(code, kSize, PROT_READ | PROT_EXEC) != 0) return 65;
  __builtin___clear_cache(static_cast<char*>(code), static_cast<char*>(code) + kSize);
  const std::string map = "/tmp/perf-" + std::to_string(::getpid()) + ".map";
  std::ofstream(argv[1], std::ios::app) << map << "\n";
  std::ofstream(map) << std::hex << reinterpret_cast<std::uintptr_t>(code) << " " << kSize << " compiled_at_run_time\n";
  void (*count_down)(std::uint64_t) = nullptr;
  std::memcpy(&count_down, &code, sizeof code);
  const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(std::atol(argv[2]));
  while (std::chrono::steady_clock::now() < end) count_down(1'000'000);
  return 0;
}

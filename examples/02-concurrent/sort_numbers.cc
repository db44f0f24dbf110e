// Sorts N pseudo-random numbers by way of a file in the worker's own home, as a batch job would.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <iostream>
#include <random>
#include <string>
#include <vector>

int main(int argc, char** argv) {
  const char* home = std::getenv("PERFBENCH_WORKER_HOME");  // a fresh folder for each worker
  if (argc != 2 || home == nullptr) {
    std::cerr << "usage: PERFBENCH_WORKER_HOME=DIR sort_numbers N\n";
    return 2;
  }
  const std::string path = std::string(home) + "/numbers";
  std::mt19937 random(42);
  std::vector<std::uint32_t> numbers(std::strtoul(argv[1], nullptr, 10));
  std::generate(numbers.begin(), numbers.end(), std::ref(random));
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(numbers.data()),
             static_cast<std::streamsize>(numbers.size() * sizeof numbers[0]));

  std::ifstream file(path, std::ios::binary);
  file.read(reinterpret_cast<char*>(numbers.data()), static_cast<std::streamsize>(numbers.size() * sizeof numbers[0]));
  if (!file) {
    std::cerr << "sort_numbers: cannot write and read " << path << "\n";
    return 1;
  }
  std::sort(numbers.begin(), numbers.end());
  std::cout << "median " << numbers[numbers.size() / 2] << "\n";
}

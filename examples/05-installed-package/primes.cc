// Counts the primes below N with a sieve.
#include <cstdlib>
#include <iostream>
#include <vector>

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: primes N\n";
    return 2;
  }
  const unsigned long limit = std::strtoul(argv[1], nullptr, 10);
  std::vector<bool> composite(limit);
  long count = 0;
  for (unsigned long n = 2; n < limit; ++n) {
    if (composite[n]) continue;
    ++count;
    for (unsigned long multiple = n * n; multiple < limit; multiple += n) composite[multiple] = true;
  }
  std::cout << count << " primes below " << limit << "\n";
}

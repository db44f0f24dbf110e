// Reads N orders and ranks the customers by what they spent, as a nightly import would; and tells what took how long.
#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <random>
#include <sstream>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "telemetry.h"

namespace {

constexpr int kBatch = 10000;

std::string fetch(int orders) {
  std::mt19937 random(7);
  std::string text;
  for (int order = 0; order < orders; ++order) {
    text += "customer-" + std::to_string(random() % 50000) + " " + std::to_string(random() % 10000) + "\n";
  }
  return text;
}

std::unordered_map<std::string, long> parse(const std::string& text, Telemetry& telemetry) {
  std::unordered_map<std::string, long> spent;
  std::istringstream lines(text);
  int parsed = 0;
  do {
    const auto begin = std::chrono::steady_clock::now();
    parsed = 0;
    std::string customer;
    for (long cents = 0; parsed < kBatch && lines >> customer >> cents; ++parsed) spent[customer] += cents;
    if (parsed == 0) break;
    const std::chrono::duration<double, std::milli> duration = std::chrono::steady_clock::now() - begin;
    telemetry.count("orders.parsed", parsed);
    telemetry.record_ms("batch.duration", duration.count());
  } while (parsed == kBatch);
  return spent;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: rank_orders N\n";
    return 2;
  }
  Telemetry telemetry;
  {
    const Telemetry::Span whole(telemetry, "import");
    std::string text;
    std::unordered_map<std::string, long> spent;
    {
      const Telemetry::Span span(telemetry, "fetch");
      text = fetch(std::atoi(argv[1]));
    }
    {
      const Telemetry::Span span(telemetry, "parse");
      spent = parse(text, telemetry);
    }
    {
      const Telemetry::Span span(telemetry, "rank");
      std::vector<std::pair<long, std::string>> ranked;
      for (const auto& [customer, cents] : spent) ranked.emplace_back(cents, customer);
      std::ranges::sort(ranked, std::greater<>());
      if (!ranked.empty()) std::cout << ranked.front().second << " spent most: " << ranked.front().first << " cents\n";
    }
  }
  if (!telemetry.send()) std::cerr << "rank_orders: nobody took the telemetry\n";  // the work is done all the same
}

#include "recorded_results.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace perfbench {

namespace {

using nlohmann::json;

constexpr int kTimeoutCode = 124;
const std::string kFolder = "v4-summaries/";

Outcome outcome_of(int return_code) {
  if (return_code == kTimeoutCode) return TimedOut{};
  return Exited{return_code};
}

std::vector<WorkerRecord> workers_of(const json& run) {
  std::vector<WorkerRecord> workers;
  for (const json& worker : run.value("worker_results", json::array({run}))) {
    WorkerRecord record;
    record.outcome = outcome_of(worker.at("return_code").get<int>());
    workers.push_back(std::move(record));
  }
  return workers;
}

}  // namespace

std::string read_test_data(const std::string& name) {
  std::ifstream stream(std::string(PERFBENCH_TEST_DATA) + "/" + name, std::ios::binary);
  if (!stream) throw std::runtime_error("no test data " + name);
  return {std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
}

std::vector<std::string> recorded_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(std::string(PERFBENCH_TEST_DATA) + "/" + kFolder)) {
    names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

std::string recorded_text(const std::string& name) { return read_test_data(kFolder + name + ".json"); }

RunRecord recorded_runs(const std::string& name) {
  RunRecord record;
  const json root = json::parse(recorded_text(name));
  for (const json& run : root.at("runs")) {
    IterationRecord iteration;
    iteration.iteration = run.at("iteration").get<int>();
    iteration.workers = workers_of(run);
    for (const RunFigureSpec& spec : run_figure_specs()) {
      const auto value = run.find(spec.run_key);
      if (spec.scale != 1 || value == run.end() || value->is_null()) continue;
      iteration.figures.*spec.member = value->get<double>();
    }
    record.iterations.push_back(iteration);
  }
  return record;
}

}  // namespace perfbench

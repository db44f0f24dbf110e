#include "runner/metric_lines.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

namespace perfbench {

namespace {

using nlohmann::json;

// Collects the numbers of one line; each handler tells whether to read on (nlohmann::json_sax).
class MetricLineReader {
 public:
  struct Number {
    std::string name;
    double value;
  };

  std::vector<Number> numbers;
  std::string scenario;
  std::uint64_t too_long_names = 0;

  bool null() { return true; }
  bool boolean(bool /*value*/) { return true; }
  bool number_integer(std::int64_t value) { return number(static_cast<double>(value)); }
  bool number_unsigned(std::uint64_t value) { return number(static_cast<double>(value)); }
  bool number_float(double value, const std::string& /*text*/) { return number(value); }
  bool string(std::string& value) {
    if (depth_ == 1 && path_ == "scenario") scenario = std::move(value);
    return true;
  }
  bool binary(json::binary_t& /*value*/) { return true; }

  bool start_object(std::size_t /*size*/) {
    parents_.push_back(path_.size());
    return enter();
  }
  bool key(std::string& name) {
    path_.resize(parents_.back());
    if (!path_.empty()) path_ += '.';
    path_ += name;
    return true;
  }
  bool end_object() {
    path_.resize(parents_.back());
    parents_.pop_back();
    return leave();
  }
  bool start_array(std::size_t /*size*/) {
    ++arrays_;
    return enter();
  }
  bool end_array() {
    --arrays_;
    return leave();
  }
  bool parse_error(std::size_t /*position*/, const std::string& /*token*/, const json::exception& /*error*/) {
    return false;
  }

 private:
  bool enter() { return ++depth_ <= MetricLines::kDeepest; }
  bool leave() {
    --depth_;
    return true;
  }

  bool number(double value) {
    if (arrays_ > 0 || path_.empty()) return true;
    // Before it is copied: a line of short fields below a long name would take much memory.
    if (path_.size() > MetricLines::kLongestName) {
      ++too_long_names;
    } else {
      numbers.push_back({path_, value});
    }
    return true;
  }

  std::string path_;                  // of the field that is being read
  std::vector<std::size_t> parents_;  // the lengths of the paths of the objects that it is in
  int depth_ = 0;
  int arrays_ = 0;
};

}  // namespace

void MetricLines::feed(std::string_view bytes) {
  for (std::size_t end = bytes.find('\n'); end != std::string_view::npos; end = bytes.find('\n')) {
    end_line(bytes.substr(0, end));
    bytes.remove_prefix(end + 1);
  }
  is_too_long_ = is_too_long_ || partial_.size() + bytes.size() > kLongestLine;
  if (is_too_long_) {
    partial_.clear();
  } else {
    partial_.append(bytes);
  }
}

void MetricLines::end() { end_line({}); }

void MetricLines::end_line(std::string_view rest) {
  if (is_too_long_ || partial_.size() + rest.size() > kLongestLine) {
    ++counts_.too_long_lines;
  } else if (partial_.empty()) {
    take(rest);
  } else {
    take(partial_.append(rest));
  }
  partial_.clear();
  is_too_long_ = false;
}

void MetricLines::take(std::string_view line) {
  const std::size_t begin = line.find_first_not_of(" \t\r");
  if (begin == std::string_view::npos) return;
  MetricLineReader reader;
  if (line[begin] != '{' || !json::sax_parse(line.begin(), line.end(), &reader)) {
    ++counts_.other_lines;
    return;
  }
  ++counts_.lines;
  counts_.dropped_values += reader.too_long_names;
  const std::string prefix = reader.scenario.empty() ? "" : reader.scenario + ".";
  if (prefix.size() > kLongestName) {
    counts_.dropped_values += reader.numbers.size();
    return;
  }
  for (const auto& [name, value] : reader.numbers) add(prefix + name, value);
}

void MetricLines::add(const std::string& name, double value) {
  auto found = series_.find(name);
  if (found == series_.end()) {
    if (name.size() > kLongestName || series_.size() == kMostNames) {
      ++counts_.dropped_values;
      return;
    }
    found = series_.emplace(name, MetricSeries()).first;
  }
  found->second.add(value);
}

}  // namespace perfbench

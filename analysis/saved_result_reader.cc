#include "analysis/saved_result_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "analysis/json_text.h"
#include "model/figure_catalogue.h"
#include "model/schema_version.h"

namespace perfbench {

namespace {

using nlohmann::json;

// v4 nests 6 deep; what lies much deeper is no result, and a text of brackets alone could nest without end.
constexpr std::size_t kDeepest = 32;

// Of a key that is there twice the last one counts, as other readers of JSON have it.
void keep_last_of_each(std::vector<Figure>& figures) {
  std::set<FigurePath> seen;
  std::vector<Figure> kept;
  for (auto figure = figures.rbegin(); figure != figures.rend(); ++figure) {
    if (seen.insert(figure->path).second) kept.push_back(std::move(*figure));
  }
  std::ranges::reverse(kept);
  figures = std::move(kept);
}

// Takes the events of the parser: no tree is built, so that runs[] of any size costs nothing.
class ResultReader final : public json::json_sax_t {
 public:
  ResultReader(std::string_view text, const std::string& origin) : text_(text), origin_(origin) {}

  Result<SavedResult> result() && {
    if (error_) return fail(std::move(*error_));
    if (!has_summary_) return fail(plan_error("this is no v4 result: it has no object \"summary\""));
    const auto is_known = [](const Figure& figure) { return find_figure(figure.path).has_value(); };
    if (std::ranges::none_of(result_.summary.figures, is_known)) {
      return fail(plan_error("this is no v4 result: its summary holds no figure of v4"));
    }
    keep_last_of_each(result_.summary.figures);
    return std::move(result_);
  }

  bool null() override {
    if (in_failed_iterations()) return refuse_failed_iteration();
    if (in_summary_object()) add_figure(std::nullopt);
    return true;
  }
  bool boolean(bool) override {
    if (in_failed_iterations()) return refuse_failed_iteration();
    if (at_schema_version()) return refuse_schema_version();
    return in_summary_object() && find_figure(path()) ? refuse_figure("true or false") : true;
  }
  bool number_integer(json::number_integer_t value) override { return whole_number(value); }
  bool number_unsigned(json::number_unsigned_t value) override {
    constexpr auto kMost = static_cast<json::number_unsigned_t>(std::numeric_limits<long long>::max());
    return value > kMost ? number(static_cast<double>(value)) : whole_number(static_cast<long long>(value));
  }
  bool number_float(json::number_float_t value, const json::string_t&) override { return number(value); }

  bool string(json::string_t& value) override {
    if (in_failed_iterations()) return refuse_failed_iteration();
    if (at_schema_version()) return refuse_schema_version();
    if (levels_.size() == 1) {
      root_text(value);
    } else if (in_emulator()) {
      result_.emulator.push_back(value);
    } else if (in_profile()) {
      if (levels_.back().key == "name") result_.profile_name = value;
      if (levels_.back().key == "phase") result_.phase = value;
    } else if (in_summary()) {
      return summary_text(value);
    }
    return true;
  }

  bool start_object(std::size_t) override {
    if (levels_.size() == 1 && levels_.front().key == "summary") has_summary_ = true;
    if (in_array_of_summary("xctrace", "hotspots_top")) result_.summary.hotspots_top.emplace_back();
    return enter({.is_array = false, .key = ""});
  }
  bool start_array(std::size_t) override {
    if (!enter({.is_array = true, .key = ""})) return false;
    if (in_array_of_summary("failed_iterations")) result_.summary.failed_iterations.clear();
    if (in_array_of_summary("xctrace", "trace_paths")) result_.summary.trace_paths.clear();
    if (in_array_of_summary("xctrace", "hotspots_top")) result_.summary.hotspots_top.clear();
    return true;
  }
  bool end_object() override { return leave(); }
  bool end_array() override { return leave(); }
  bool key(json::string_t& name) override {
    levels_.back().key = name;
    return true;
  }

  bool binary(json::binary_t&) override { return true; }  // JSON text has none
  bool parse_error(std::size_t byte, const std::string&, const nlohmann::detail::exception& words) override {
    error_ = broken_json(text_, byte, words.what(), origin_);
    return false;
  }

 private:
  struct Level {
    bool is_array;
    std::string key;  // of the member under way in an object; empty in an array
  };

  bool enter(Level level) {
    if (levels_.size() == kDeepest) return refuse(fmt::format("it is nested more than {} deep", kDeepest));
    if (level.is_array) ++arrays_;
    levels_.push_back(std::move(level));
    return true;
  }

  bool leave() {
    if (levels_.back().is_array) --arrays_;
    levels_.pop_back();
    return true;
  }

  bool in_profile() const { return levels_.size() == 2 && arrays_ == 0 && levels_.front().key == "profile"; }
  bool in_emulator() const {
    return levels_.size() == 3 && arrays_ == 1 && levels_[0].key == "profile" && levels_[1].key == "emulator";
  }
  bool in_summary() const { return levels_.size() >= 2 && levels_.front().key == "summary"; }
  bool in_summary_object() const { return in_summary() && arrays_ == 0; }

  // In the array at summary.<keys>, and in no object or array in it.
  template <class... Keys>
  bool in_array_of_summary(const Keys&... keys) const {
    constexpr std::size_t kLevels = sizeof...(keys) + 2;  // the root and the array itself
    std::size_t level = 1;
    return in_summary() && arrays_ == 1 && levels_.size() == kLevels && levels_.back().is_array &&
           ((levels_[level++].key == keys) && ...);
  }

  bool in_failed_iterations() const { return in_array_of_summary("failed_iterations"); }

  // The hotspot whose member is being read.
  Hotspot* open_hotspot() {
    const bool open = in_summary() && arrays_ == 1 && levels_.size() == 5 && levels_[3].is_array &&
                      levels_[1].key == "xctrace" && levels_[2].key == "hotspots_top";
    return open ? &result_.summary.hotspots_top.back() : nullptr;
  }

  void hotspot_number(Hotspot& hotspot, double value) const {
    const std::string& key = levels_.back().key;
    if (key == "weight_ms") hotspot.weight_ms = value;
    if (key == "share_pct") hotspot.share_pct = value;
    if (key == "total_weight_ms") hotspot.total_weight_ms = value;
  }

  void hotspot_text(Hotspot& hotspot, const std::string& value) const {
    if (levels_.back().key == "frame") hotspot.frame = value;
    if (levels_.back().key == "module") hotspot.module = value;
  }

  FigurePath path() const {
    FigurePath path;
    for (std::size_t i = 1; i < levels_.size(); ++i) path.segments.push_back(levels_[i].key);
    return path;
  }

  // Where no number stands in v4 an earlier harness may have written null.
  bool at_no_figure() const {
    const std::string& object = levels_[1].key;
    if (object == "failed_iterations" || object == "sources" || object == "not_measured") return true;
    return object == "xctrace" && levels_.size() == 3 &&
           (levels_[2].key == "trace_paths" || levels_[2].key == "hotspots_top");
  }

  void add_figure(Measured value) {
    if (!at_no_figure()) result_.summary.figures.push_back({path(), value});
  }

  bool whole_number(long long value) {
    if (levels_.size() == 1) return root_number(value);
    if (in_failed_iterations()) {
      if (value < 1 || value > std::numeric_limits<int>::max()) return refuse_failed_iteration();
      result_.summary.failed_iterations.push_back(static_cast<int>(value));
      return true;
    }
    if (Hotspot* hotspot = open_hotspot(); hotspot != nullptr && levels_.back().key == "samples") {
      hotspot->samples = value;
      return true;
    }
    return number(static_cast<double>(value));
  }

  bool number(double value) {
    if (in_failed_iterations()) return refuse_failed_iteration();
    if (at_schema_version()) return refuse_schema_version();
    if (Hotspot* hotspot = open_hotspot()) hotspot_number(*hotspot, value);
    if (in_summary_object()) add_figure(value);
    return true;
  }

  bool root_number(long long value) {
    const std::string& key = levels_.front().key;
    if (key == "schema_version") {
      if (value != kSchemaVersion) {
        return refuse(fmt::format("it has schema version {}, and only {} is known", value, kSchemaVersion));
      }
      result_.schema_version = kSchemaVersion;
    }
    if (key == "iterations" && value >= 0 && value <= std::numeric_limits<int>::max()) {
      result_.iterations = static_cast<int>(value);
    }
    return true;
  }

  void root_text(const std::string& value) {
    const std::string& key = levels_.front().key;
    if (key == "generated_at") result_.generated_at = value;
    if (key == "run_dir") result_.run_dir = value;
    if (key == "command") result_.command = value;
    if (key == "verdict") result_.verdict = value;
  }

  bool summary_text(const std::string& value) {
    if (in_array_of_summary("xctrace", "trace_paths")) result_.summary.trace_paths.push_back(value);
    if (Hotspot* hotspot = open_hotspot()) hotspot_text(*hotspot, value);
    if (arrays_ > 0) return true;
    if (levels_.size() == 3 && levels_[1].key == "sources")
      result_.summary.sources.insert_or_assign(levels_[2].key, value);
    if (levels_.size() == 3 && levels_[1].key == "not_measured") {
      result_.summary.not_measured.insert_or_assign(levels_[2].key, value);
    }
    return find_figure(path()) ? refuse_figure("a text") : true;
  }

  bool at_schema_version() const { return levels_.size() == 1 && levels_.front().key == "schema_version"; }

  bool refuse_schema_version() { return refuse("its schema version is no whole number"); }

  bool refuse_figure(std::string_view kind) {
    return refuse(fmt::format("summary.{} is {} and should be a number", to_string(path()), kind));
  }

  bool refuse_failed_iteration() { return refuse("summary.failed_iterations holds what is no iteration's number"); }

  bool refuse(const std::string& why) {
    error_ = plan_error("this is no v4 result: " + why);
    return false;
  }

  Error plan_error(std::string what) const {
    return {.kind = ErrorKind::plan, .what = std::move(what), .where = origin_, .cause = "", .advice = ""};
  }

  std::string_view text_;
  const std::string& origin_;
  SavedResult result_;
  std::vector<Level> levels_;
  std::size_t arrays_ = 0;  // among levels_
  bool has_summary_ = false;
  std::optional<Error> error_;
};

}  // namespace

Result<SavedResult> read_saved_result(std::string_view text, const std::string& origin) {
  ResultReader reader(text, origin);
  json::sax_parse(text.begin(), text.end(), &reader);
  return std::move(reader).result();
}

}  // namespace perfbench

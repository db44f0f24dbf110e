#include "reporters/ctest_measurements.h"

#include <fmt/format.h>

#include "model/clean_text.h"
#include "model/name_choice.h"
#include "reporters/measurements.h"
#include "reporters/xml_text.h"

namespace perfbench {

namespace {

std::string element(std::string_view tag, std::string_view type, std::string_view name, std::string_view value) {
  return fmt::format("<{0} type=\"{1}\" name=\"{2}\">{3}</{0}>\n", tag, type, xml_escaped_line(name),
                     xml_escaped_line(value));
}

// Empty for a path that cannot be written as it is: it would be a missing file, which corrupts the measurement before
// it.
std::string file_element(std::string_view type, std::string_view name, const std::filesystem::path& path) {
  const std::string text = path.string();
  return clean_line(text) == text ? element("CTestMeasurementFile", type, name, text) : "";
}

}  // namespace

std::vector<std::string> render_ctest_measurements(const RunResult& result) {
  std::vector<std::string> lines;
  for (const Measurement& measurement : measurements_of({.summary = result.summary,
                                        .checks = result.judgement.checks,
                                        .verdict = std::string(to_string(result.judgement.verdict)),
                                        .emulator = result.plan.worker.emulator,
                                        .choice = choose_names(result.plan.measurements).value_or(nullptr)})) {
    const bool is_number = measurement.kind == Measurement::Kind::number;
    lines.push_back(
        element("CTestMeasurement", is_number ? "numeric/double" : "text/string", measurement.name, measurement.value));
  }
  for (const std::string& report : result.reports) {
    std::string line = file_element("file", report, result.run_dir / report);
    if (!line.empty()) lines.push_back(std::move(line));
  }
  // CTest takes this text as it stands, up to the last closing tag of its line, and resolves no entities in it.
  lines.push_back(fmt::format("<CTestDetails>{}</CTestDetails>\n", dashboard_details(result.judgement.reason)));
  return lines;
}

std::string render_ctest_picture(std::string_view name, const std::filesystem::path& path) {
  return file_element("image/png", name, path);
}

}  // namespace perfbench

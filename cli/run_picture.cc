#include "run_picture.h"

#include "message.h"
#include "reporter_choice.h"
#include "reporters/ctest_measurements.h"
#include "reporters/file_sink.h"
#include "reporters/gnuplot.h"
#include "reporters/latency_picture.h"
#include "standard_output.h"

namespace perfbench {

namespace {

constexpr const char* kPictureFile = "latency.png";
constexpr const char* kPictureMeasurement = "latency";
constexpr std::chrono::seconds kPictureLimit(5);

void warn_of_missing_picture(Error error) {
  const std::string advice = error.advice.empty() ? "" : " (" + error.advice + ")";
  error.advice.clear();
  print_message("warning: " + std::string(kPictureFile) + " was not made: " + to_string(error) + advice);
}

}  // namespace

void add_picture(const RunOptions& options, RunResult& result) {
  if (!wants(options, "plot") || result.record.iterations.values(&RunFigures::duration_ms).empty()) return;
  const auto path = result.run_dir / kPictureFile;
  const auto made =
      run_gnuplot(latency_script(latency_plot_of(result)), kPictureLimit).and_then([&](const std::string& picture) {
        return write_file(path, picture);
      });
  if (!made) return warn_of_missing_picture(made.error());
  result.reports.emplace_back(kPictureFile);
  std::string text;
  if (wants_console(options, result)) text += "  " + std::string(kPictureFile) + "\n";
  if (wants_measurements(options)) text += render_ctest_picture(kPictureMeasurement, path);
  if (const auto told = write_stdout(text); !told) warn_of_missing_picture(told.error());
}

}  // namespace perfbench

// What a dashboard is told of a result: one list, for the lines that CTest reads and for the XML that is sent directly.
#pragma once

#include <string>
#include <vector>

#include "model/measurement.h"
#include "model/name_choice.h"
#include "model/summary.h"
#include "model/verdict.h"

namespace perfbench {

struct MeasuredTest {
  const Summary& summary;
  const std::vector<Check>& checks;
  std::string verdict;                       // empty: none was given
  const std::vector<std::string>& emulator;  // empty: none
  NameChoice choice;                         // empty: those that are worth a graph, no more than 40
};

// The chosen figures, and whatever was chosen the figure, limit and margin of each check, and the verdict. What was not
// measured is left out.
std::vector<Measurement> measurements_of(const MeasuredTest& test);

// What went wrong, as a dashboard shows it beside a test: one line of at most 255 bytes, without CTest elements.
std::string dashboard_details(const std::string& reason);

}  // namespace perfbench

// Results as the documents that CTest would send to a CDash server: Build.xml, Test.xml and Done.xml.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "model/environment.h"
#include "model/measurement.h"

namespace perfbench {

struct CdashBuild {
  std::string site;
  std::string name;
  std::string stamp;  // <date>-<time>-<group>
  Environment environment;
  std::chrono::system_clock::time_point start;
  std::chrono::system_clock::time_point end;
};

struct CdashAttachment {
  std::string name;
  std::string bytes;  // of a PNG picture, or a tar.gz archive that holds the file `name`
  bool is_picture = false;
};

struct CdashTest {
  std::string name;
  bool passed = false;
  std::string command;
  std::string details;            // one line: why it failed
  std::string output;             // for people
  std::optional<double> seconds;  // that it took
  std::vector<Measurement> measurements;
  std::vector<CdashAttachment> attachments;
};

// The build in which the tests were run; a build step that did nothing.
std::string render_cdash_build(const CdashBuild& build);
// Valid by CDash's Test.xsd.
std::string render_cdash_tests(const CdashBuild& build, const std::vector<CdashTest>& tests);
// Valid by CDash's Done.xsd. `build_id` as the server gave it.
std::string render_cdash_done(const std::string& build_id, std::chrono::system_clock::time_point time);

}  // namespace perfbench

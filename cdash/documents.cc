#include "cdash/documents.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <pugixml.hpp>
#include <sstream>

#include "cdash/archive.h"
#include "model/clean_text.h"
#include "model/plain_number.h"

namespace perfbench {

namespace {

using TimePoint = std::chrono::system_clock::time_point;

void set_attribute(pugi::xml_node node, const char* name, const std::string& value) {
  node.append_attribute(name).set_value(clean_line(value).c_str());
}

pugi::xml_node add_text(pugi::xml_node parent, const char* name, const std::string& text) {
  pugi::xml_node child = parent.append_child(name);
  child.text().set(clean_lines(text).c_str());
  return child;
}

pugi::xml_node begin_document(pugi::xml_document& document, const char* root) {
  pugi::xml_node declaration = document.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  return document.append_child(root);
}

std::string finish_document(const pugi::xml_document& document) {
  std::ostringstream stream;
  document.save(stream, "  ");
  return stream.str();
}

pugi::xml_node begin_site(pugi::xml_document& document, const CdashBuild& build) {
  pugi::xml_node site = begin_document(document, "Site");
  set_attribute(site, "BuildName", build.name);
  set_attribute(site, "BuildStamp", build.stamp);
  set_attribute(site, "Name", build.site);
  set_attribute(site, "Generator", "perfbench-" PERFBENCH_VERSION);
  set_attribute(site, "OSName", "Linux");
  set_attribute(site, "Hostname", build.environment.hostname);
  set_attribute(site, "OSRelease", build.environment.kernel);
  set_attribute(site, "OSVersion", build.environment.os);
  set_attribute(site, "OSPlatform", build.environment.architecture);
  if (build.environment.online_cpu_count) {
    set_attribute(site, "NumberOfLogicalCPU", std::to_string(*build.environment.online_cpu_count));
  }
  set_attribute(site, "ModelName", build.environment.cpu_model);
  return site;
}

std::time_t epoch_seconds(TimePoint time) {
  return std::chrono::system_clock::to_time_t(std::chrono::floor<std::chrono::seconds>(time));
}

// "Nov 21 22:55 UTC", as CTest writes it.
std::string ctest_time(TimePoint time) { return fmt::format("{:%b %d %H:%M} UTC", fmt::gmtime(epoch_seconds(time))); }

void add_times(pugi::xml_node parent, const char* when, const char* step, TimePoint time) {
  add_text(parent, fmt::format("{}DateTime", when).c_str(), ctest_time(time));
  add_text(parent, fmt::format("{}{}Time", when, step).c_str(), std::to_string(epoch_seconds(time)));
}

void add_end(pugi::xml_node parent, const char* step, const CdashBuild& build) {
  add_times(parent, "End", step, build.end);
  const double minutes = std::chrono::duration<double, std::ratio<60>>(build.end - build.start).count();
  add_text(parent, "ElapsedMinutes", fmt::format("{:.3f}", minutes));
}

pugi::xml_node add_measurement(pugi::xml_node results, const std::string& type, const std::string& name,
                               const std::string& value) {
  pugi::xml_node measurement = results.append_child("NamedMeasurement");
  set_attribute(measurement, "type", type);
  set_attribute(measurement, "name", name);
  add_text(measurement, "Value", value);
  return measurement;
}

void add_attachment(pugi::xml_node results, const CdashAttachment& attachment) {
  pugi::xml_node file = add_measurement(results, attachment.is_picture ? "image/png" : "file", attachment.name, "");
  file.child("Value").text().set(base64(attachment.bytes).c_str());
  set_attribute(file, "encoding", "base64");
  if (attachment.is_picture) return;
  set_attribute(file, "compression", "tar/gzip");
  set_attribute(file, "filename", attachment.name);
}

void add_results(pugi::xml_node results, const CdashTest& test) {
  if (test.seconds) add_measurement(results, "numeric/double", "Execution Time", plain_decimal(*test.seconds));
  for (const Measurement& measurement : test.measurements) {
    const bool is_number = measurement.kind == Measurement::Kind::number;
    add_measurement(results, is_number ? "numeric/double" : "text/string", measurement.name, measurement.value);
  }
  for (const CdashAttachment& attachment : test.attachments) add_attachment(results, attachment);
  add_measurement(results, "text/string", "Completion Status", test.details);
  add_measurement(results, "text/string", "Command Line", clean_line(test.command));
  add_text(results.append_child("Measurement"), "Value", test.output);
}

void add_test(pugi::xml_node testing, const CdashTest& test) {
  pugi::xml_node node = testing.append_child("Test");
  set_attribute(node, "Status", test.passed ? "passed" : "failed");
  add_text(node, "Name", clean_line(test.name));
  add_text(node, "Path", ".");
  add_text(node, "FullName", clean_line("./" + test.name));
  add_text(node, "FullCommandLine", clean_line(test.command));
  add_results(node.append_child("Results"), test);
  add_text(node.append_child("Labels"), "Label", "perf");
}

}  // namespace

std::string render_cdash_build(const CdashBuild& build) {
  pugi::xml_document document;
  pugi::xml_node node = begin_site(document, build).append_child("Build");
  add_times(node, "Start", "Build", build.start);
  add_text(node, "BuildCommand", "perfbench submit");
  pugi::xml_node log = node.append_child("Log");
  set_attribute(log, "Encoding", "base64");
  set_attribute(log, "Compression", "bin/gzip");
  add_times(node, "End", "Build", build.start);
  add_text(node, "ElapsedMinutes", "0");
  return finish_document(document);
}

std::string render_cdash_tests(const CdashBuild& build, const std::vector<CdashTest>& tests) {
  pugi::xml_document document;
  pugi::xml_node testing = begin_site(document, build).append_child("Testing");
  add_times(testing, "Start", "Test", build.start);
  pugi::xml_node list = testing.append_child("TestList");
  for (const CdashTest& test : tests) add_text(list, "Test", clean_line("./" + test.name));
  for (const CdashTest& test : tests) add_test(testing, test);
  add_end(testing, "Test", build);
  return finish_document(document);
}

std::string render_cdash_done(const std::string& build_id, TimePoint time) {
  pugi::xml_document document;
  pugi::xml_node done = begin_document(document, "Done");
  add_text(done, "buildId", build_id);
  add_text(done, "time", std::to_string(epoch_seconds(time)));
  return finish_document(document);
}

}  // namespace perfbench

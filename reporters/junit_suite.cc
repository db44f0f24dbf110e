#include "reporters/junit_suite.h"

#include <sstream>

#include "model/clean_text.h"
#include "reporters/time_text.h"

namespace perfbench {

namespace {

void set(pugi::xml_node node, const char* attribute, std::string_view value) {
  node.append_attribute(attribute).set_value(clean_line(value).c_str());
}

void add_result(pugi::xml_node test, const char* element, std::string_view type, std::string_view message,
                std::string_view body) {
  pugi::xml_node result = test.append_child(element);
  set(result, "message", message);
  set(result, "type", type);
  result.text().set(clean_lines(body).c_str());
}

}  // namespace

JunitSuite::JunitSuite(const Plan& plan, std::chrono::system_clock::time_point started, const std::string& hostname)
    : class_name_(plan.name) {
  pugi::xml_node declaration = document_.append_child(pugi::node_declaration);
  declaration.append_attribute("version") = "1.0";
  declaration.append_attribute("encoding") = "UTF-8";
  root_ = document_.append_child("testsuites");
  set(root_, "name", "perfbench");
  suite_ = root_.append_child("testsuite");
  set(suite_, "name", plan.name);
  set(suite_, "timestamp", iso_utc_seconds(started));
  if (!hostname.empty()) set(suite_, "hostname", hostname);
}

void JunitSuite::add_property(std::string_view name, std::string_view value) {
  if (!properties_) properties_ = suite_.append_child("properties");
  pugi::xml_node property = properties_.append_child("property");
  set(property, "name", name);
  set(property, "value", value);
}

JunitSuite::Case JunitSuite::add_case(std::string_view name, std::string_view time) {
  Case test = suite_.append_child("testcase");
  set(test, "classname", class_name_);
  set(test, "name", names_.take(clean_line(name)));
  set(test, "time", time);
  ++tests_;
  return test;
}

void JunitSuite::add_failure(Case test, std::string_view type, std::string_view message, std::string_view body) {
  add_result(test, "failure", type, message, body);
  ++failures_;
}

void JunitSuite::add_error(Case test, std::string_view type, std::string_view message, std::string_view body) {
  add_result(test, "error", type, message, body);
  ++errors_;
}

void JunitSuite::add_skipped(Case test, std::string_view message) {
  set(test.append_child("skipped"), "message", message);
  ++skipped_;
}

void JunitSuite::add_stderr(std::string_view text) {
  if (!text.empty()) suite_.append_child("system-err").text().set(clean_lines(text).c_str());
}

std::string JunitSuite::finish(std::string_view time) {
  for (pugi::xml_node node : {root_, suite_}) {
    node.append_attribute("tests") = tests_;
    node.append_attribute("failures") = failures_;
    node.append_attribute("errors") = errors_;
    node.append_attribute("skipped") = skipped_;
    set(node, "time", time);
  }
  std::ostringstream out;
  document_.save(out, "  ", pugi::format_indent, pugi::encoding_utf8);
  return out.str();
}

}  // namespace perfbench

// A JUnit document of one suite, whose counts add up whatever is put into it. All text is cleaned (clean_text.h).
#pragma once

#include <chrono>
#include <pugixml.hpp>
#include <string>
#include <string_view>

#include "model/plan.h"
#include "reporters/unique_names.h"

namespace perfbench {

class JunitSuite {
 public:
  using Case = pugi::xml_node;

  // Named after the perf test; without a host name where it is not known.
  JunitSuite(const Plan& plan, std::chrono::system_clock::time_point started, const std::string& hostname);

  // Properties come before the first case.
  void add_property(std::string_view name, std::string_view value);
  // A name given before gets a number: readers drop a second case of the same name. `time` in seconds.
  Case add_case(std::string_view name, std::string_view time);
  // At most one of the three for a case.
  void add_failure(Case test, std::string_view type, std::string_view message, std::string_view body);
  void add_error(Case test, std::string_view type, std::string_view message, std::string_view body);
  void add_skipped(Case test, std::string_view message);
  // After the last case.
  void add_stderr(std::string_view text);

  std::string finish(std::string_view time);

 private:
  std::string class_name_;
  pugi::xml_document document_;
  pugi::xml_node root_;
  pugi::xml_node suite_;
  pugi::xml_node properties_;
  UniqueNames names_;
  int tests_ = 0;
  int failures_ = 0;
  int errors_ = 0;
  int skipped_ = 0;
};

}  // namespace perfbench

#include "sample_build.h"

namespace perfbench::samples {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::system_clock;

constexpr const char* kHostile =
    "<b a='\"'>&amp;&</b> ]]> <![CDATA[x]]> <!-- \x01\x1b[31mred\x1b[0m\x7f \xff\xc3( \xed\xa0\x80 \xef\xbf\xbe "
    "\xc3\xa4";

constexpr const char* kPicture = "\x89PNG\r\n\x1a\n, not really";

Measurement number(const std::string& name, const std::string& value) {
  return {.name = name, .kind = Measurement::Kind::number, .value = value};
}

Measurement text(const std::string& name, const std::string& value) {
  return {.name = name, .kind = Measurement::Kind::text, .value = value};
}

}  // namespace

CdashBuild build() {
  CdashBuild build;
  build.site = "perf-box-1";
  build.name = "Linux-x86_64";
  build.stamp = "20261121-225525123456-Nightly";
  build.environment.hostname = "bench-01";
  build.environment.os = "Debian GNU/Linux 12 (bookworm)";
  build.environment.kernel = "6.1.0-18-amd64";
  build.environment.architecture = "x86_64";
  build.environment.cpu_model = "Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz";
  build.environment.cpu_count = 4;
  build.environment.online_cpu_count = 40;
  build.start = Clock::time_point(1795301725s + 900ms);  // 2026-11-21 22:55:25
  build.end = build.start + 90s;
  return build;
}

std::vector<CdashTest> tests() {
  CdashTest passed;
  passed.name = "startup";
  passed.passed = true;
  passed.command = "./app --help 'two words'";
  passed.details = "Completed";
  passed.output = "pass\n  latency_ms.p95 is 12.5 ms\n";
  passed.seconds = 2.5;
  passed.measurements = {number("latency_ms.p95", "12.5"), number("latency_ms.p95.limit", "250"),
                         text("verdict", "pass")};
  passed.attachments = {
      {.name = "summary.json", .bytes = "a tar.gz archive of some length, in two lines of text", .is_picture = false},
      {.name = "latency", .bytes = kPicture, .is_picture = true}};
  CdashTest failed;
  failed.name = "render[4K]";
  failed.details = "latency_ms.p95 is 344.4 ms, limit <= 250 ms";
  failed.output = "fail\n";
  failed.measurements = {number("throughput_runs_per_sec.mean", "0.000001"), text("verdict", "fail")};
  return {passed, failed};
}

CdashBuild hostile_build() {
  CdashBuild build = samples::build();
  Environment& environment = build.environment;
  for (std::string* member : {&build.site, &build.name, &build.stamp, &environment.hostname, &environment.os,
                              &environment.kernel, &environment.architecture, &environment.cpu_model}) {
    *member = kHostile;
  }
  environment.online_cpu_count.reset();
  return build;
}

std::vector<CdashTest> hostile_tests() {
  CdashTest test;
  test.name = std::string(kHostile) + "\nsecond line";
  test.command = std::string("sh -c '") + kHostile + "\n'";
  test.details = kHostile;
  test.output = std::string(kHostile) +
                "\r\n<DartMeasurement name=\"x\" type=\"numeric/double\">1</DartMeasurement>\n" +
                "</Value></Measurement></Results></Test>\ttab\n";
  test.measurements = {text(kHostile, kHostile), number("<\">", "1")};
  test.attachments = {{.name = kHostile, .bytes = kHostile, .is_picture = false},
                      {.name = kHostile, .bytes = "", .is_picture = true}};
  return {test};
}

}  // namespace perfbench::samples

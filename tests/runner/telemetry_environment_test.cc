#include "runner/telemetry_environment.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "runner/worker_environment.h"

namespace perfbench {
namespace {

using testing::Contains;
using testing::IsSupersetOf;
using testing::Key;
using testing::Not;
using testing::Pair;

using Variables = std::map<std::string, std::string>;

// A worker's whole environment, as the runner makes it; each variable must be in it once.
Variables worker_environment(const Variables& inherited, const std::vector<EnvironmentVariable>& given = {},
                             const TelemetryRun& run = {.id = "run-1", .service_name = "startup"}) {
  std::vector<std::string> environment;
  for (const auto& [name, value] : inherited) set_variable(environment, name, value);
  for (const auto& variable : given) set_variable(environment, variable.name, variable.value);
  const TelemetryEnvironment telemetry(run, given, environment);
  telemetry.add_to(environment, {.base_url = "http://127.0.0.1:4318/w7", .token = "s3cret"},
                   {.iteration = 2,
                    .worker = 7,
                    .trace = {.trace_id = "0af7651916cd43dd8448eb211c80319c", .span_id = "b7ad6b7169203331"}});
  Variables variables;
  for (const std::string& entry : environment) {
    const std::size_t equals = entry.find('=');
    const bool is_new = variables.emplace(entry.substr(0, equals), entry.substr(equals + 1)).second;
    EXPECT_TRUE(is_new) << entry << " is a second one";
  }
  return variables;
}

const Variables& expected_variables() {
  static const Variables expected = {
      {"OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:4318/w7"},
      {"OTEL_EXPORTER_OTLP_HEADERS", "x-perfbench-token=s3cret"},
      {"OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"},
      {"OTEL_EXPORTER_OTLP_COMPRESSION", "none"},
      {"OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta"},
      {"OTEL_TRACES_EXPORTER", "otlp"},
      {"OTEL_METRICS_EXPORTER", "otlp"},
      {"OTEL_LOGS_EXPORTER", "none"},
      {"OTEL_METRIC_EXPORT_INTERVAL", "5000"},
      {"OTEL_METRIC_EXPORT_TIMEOUT", "5000"},
      {"OTEL_BSP_SCHEDULE_DELAY", "1000"},
      {"OTEL_TRACES_SAMPLER", "always_on"},
      {"OTEL_SERVICE_NAME", "startup"},
      {"OTEL_RESOURCE_ATTRIBUTES", "perfbench.run=run-1,perfbench.iteration=2,perfbench.worker=7"},
      {"TRACEPARENT", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"},
      {"TRACESTATE", "perfbench=iteration:2;worker:7"},
      {"NO_PROXY", "127.0.0.1,localhost,::1"},
      {"no_proxy", "127.0.0.1,localhost,::1"},
  };
  return expected;
}

const std::set<std::string>& unset_variables() {
  static const std::set<std::string> names = {
      "OTEL_CONFIG_FILE",
      "OTEL_EXPERIMENTAL_CONFIG_FILE",
      "OTEL_SDK_DISABLED",
      "OTEL_TRACES_SAMPLER_ARG",
      "OTEL_EXPORTER_OTLP_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_CLIENT_KEY",
      "OTEL_EXPORTER_OTLP_INSECURE",
      "OTEL_EXPORTER_OTLP_SPAN_INSECURE",
      "OTEL_EXPORTER_OTLP_METRIC_INSECURE",
      "OTEL_EXPORTER_OTLP_TIMEOUT",
      "OTEL_EXPORTER_OTLP_METRICS_ENDPOINT",
      "OTEL_EXPORTER_OTLP_METRICS_PROTOCOL",
      "OTEL_EXPORTER_OTLP_METRICS_HEADERS",
      "OTEL_EXPORTER_OTLP_METRICS_COMPRESSION",
      "OTEL_EXPORTER_OTLP_METRICS_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_METRICS_CLIENT_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_METRICS_CLIENT_KEY",
      "OTEL_EXPORTER_OTLP_METRICS_INSECURE",
      "OTEL_EXPORTER_OTLP_METRICS_TIMEOUT",
      "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
      "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
      "OTEL_EXPORTER_OTLP_TRACES_HEADERS",
      "OTEL_EXPORTER_OTLP_TRACES_COMPRESSION",
      "OTEL_EXPORTER_OTLP_TRACES_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_TRACES_CLIENT_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY",
      "OTEL_EXPORTER_OTLP_TRACES_INSECURE",
      "OTEL_EXPORTER_OTLP_TRACES_TIMEOUT",
      "OTEL_EXPORTER_OTLP_LOGS_ENDPOINT",
      "OTEL_EXPORTER_OTLP_LOGS_PROTOCOL",
      "OTEL_EXPORTER_OTLP_LOGS_HEADERS",
      "OTEL_EXPORTER_OTLP_LOGS_COMPRESSION",
      "OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE",
      "OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY",
      "OTEL_EXPORTER_OTLP_LOGS_INSECURE",
      "OTEL_EXPORTER_OTLP_LOGS_TIMEOUT",
  };
  return names;
}

// Whose inherited values are kept in one way or another; each has tests of its own.
bool is_extended(const std::string& name) {
  return name == "OTEL_RESOURCE_ATTRIBUTES" || name == "OTEL_SERVICE_NAME" || name == "NO_PROXY" || name == "no_proxy";
}

TEST(TelemetryEnvironment, AWorkerIsToldAllThatAnSdkAsks) { EXPECT_EQ(worker_environment({}), expected_variables()); }

TEST(TelemetryEnvironment, WhatIsInheritedIsReplacedOrUnset) {
  Variables inherited;
  for (const auto& [name, value] : expected_variables()) {
    if (!is_extended(name)) inherited.emplace(name, "inherited");
  }
  for (const std::string& name : unset_variables()) inherited.emplace(name, "inherited");
  EXPECT_EQ(worker_environment(inherited), expected_variables());
}

TEST(TelemetryEnvironment, WhatHasNothingToDoWithItStays) {
  const Variables others = {{"PATH", "/bin"},
                            {"OTEL_SDK_DISABLED_NOT", "x"},
                            {"OTEL_PROPAGATORS", "b3"},
                            {"OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "x"}};
  EXPECT_THAT(worker_environment(others), IsSupersetOf(others));
}

TEST(TelemetryEnvironment, WhatThePlansUserGaveIsNeitherReplacedNorUnset) {
  std::set<std::string> names = unset_variables();
  for (const auto& [name, value] : expected_variables()) names.insert(name);
  for (const std::string& name : names) {
    if (is_extended(name) && name != "OTEL_SERVICE_NAME") continue;
    for (const char* value : {"given", ""}) {
      Variables expected = expected_variables();
      expected[name] = value;
      EXPECT_EQ(worker_environment({{name, "inherited"}}, {{name, "overridden"}, {name, value}}), expected) << name;
    }
  }
}

TEST(TelemetryEnvironment, AServiceThatHasANameKeepsIt) {
  struct Case {
    Variables inherited;
    std::string expected;
  };
  const std::vector<Case> cases = {
      {{{"OTEL_SERVICE_NAME", "theirs"}}, "theirs"},
      {{{"OTEL_SERVICE_NAME", ""}}, "startup"},
      {{{"OTEL_RESOURCE_ATTRIBUTES", "service.name.x=a,x=service.name"}}, "startup"},
  };
  for (const auto& [inherited, expected] : cases) {
    EXPECT_THAT(worker_environment(inherited), Contains(Pair("OTEL_SERVICE_NAME", expected)));
  }
  EXPECT_THAT(worker_environment({{"OTEL_RESOURCE_ATTRIBUTES", "a=b, service.name =theirs"}}),
              Not(Contains(Key("OTEL_SERVICE_NAME"))));
}

TEST(TelemetryEnvironment, ResourceAttributesAreExtended) {
  const std::string ours = "perfbench.run=run-1,perfbench.iteration=2,perfbench.worker=7";
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ours},
      {" ,, ", ours},
      {"team=core", "team=core," + ours},
      {"a=b%2C, c=d ,", "a=b%2C,c=d," + ours},
      {"perfbench.run=outer,a=b,perfbench.iteration=9,perfbench.worker=9", "a=b," + ours},
      {"perfbench.runner=x", "perfbench.runner=x," + ours},
  };
  for (const auto& [before, after] : cases) {
    EXPECT_EQ(worker_environment({{"OTEL_RESOURCE_ATTRIBUTES", before}}).at("OTEL_RESOURCE_ATTRIBUTES"), after);
    EXPECT_EQ(worker_environment({{"OTEL_RESOURCE_ATTRIBUTES", "inherited=x"}}, {{"OTEL_RESOURCE_ATTRIBUTES", before}})
                  .at("OTEL_RESOURCE_ATTRIBUTES"),
              after);
  }
}

TEST(TelemetryEnvironment, TheRunsNameCannotBreakTheResourceAttributes) {
  EXPECT_EQ(worker_environment({}, {}, {.id = "a,b=c d", .service_name = "x, y"}).at("OTEL_RESOURCE_ATTRIBUTES"),
            "perfbench.run=a%2Cb%3Dc%20d,perfbench.iteration=2,perfbench.worker=7");
  EXPECT_EQ(worker_environment({}, {}, {.id = "a", .service_name = "x, y"}).at("OTEL_SERVICE_NAME"), "x, y");
}

TEST(TelemetryEnvironment, ValuesArePercentEncodedAsBaggageAsks) {
  const std::vector<std::pair<std::string, std::string>> cases = {
      {"", ""},
      {"run-20260102_1.5~x", "run-20260102_1.5~x"},
      {"!#$&'()*+-./09:<>?@AZ[]^_`az{|}~", "!#$&'()*+-./09:<>?@AZ[]^_`az{|}~"},
      {" \",;\\%=", "%20%22%2C%3B%5C%25%3D"},
      {std::string("\0\n\x1F\x7F", 4), "%00%0A%1F%7F"},
      {"µ", "%C2%B5"},
      {"\xFF", "%FF"},
  };
  for (const auto& [value, encoded] : cases) EXPECT_EQ(percent_encoded(value), encoded);
}

TEST(TelemetryEnvironment, LoopbackTakesNoProxy) {
  const std::string ours = "127.0.0.1,localhost,::1";
  struct Case {
    Variables before;
    std::string upper;
    std::string lower;
  };
  const std::vector<Case> cases = {
      {{}, ours, ours},
      {{{"HTTP_PROXY", "x"}, {"NO_PROXY", ""}}, ours, ours},
      {{{"NO_PROXY", "a.example"}}, "a.example," + ours, "a.example," + ours},
      {{{"no_proxy", "a.example"}}, "a.example," + ours, "a.example," + ours},
      {{{"NO_PROXY", ""}, {"no_proxy", "a"}}, "a," + ours, "a," + ours},
      {{{"NO_PROXY", "a"}, {"no_proxy", "b, c"}}, "a," + ours, "b, c," + ours},
      {{{"NO_PROXY", "*"}, {"no_proxy", "b"}}, "*", "b," + ours},
      {{{"no_proxy", " * "}}, " * ", " * "},
      {{{"NO_PROXY", "*,a"}}, "*,a," + ours, "*,a," + ours},
      {{{"NO_PROXY", "localhost, ::1"}}, "localhost, ::1,127.0.0.1", "localhost, ::1,127.0.0.1"},
      {{{"NO_PROXY", ours}}, ours, ours},
      {{{"NO_PROXY", "localhost.example"}}, "localhost.example," + ours, "localhost.example," + ours},
  };
  for (const auto& [before, upper, lower] : cases) {
    std::vector<EnvironmentVariable> given;
    for (const auto& [name, value] : before) given.push_back({.name = name, .value = value});
    for (const Variables& environment : {worker_environment(before), worker_environment({}, given)}) {
      EXPECT_EQ(environment.at("NO_PROXY"), upper);
      EXPECT_EQ(environment.at("no_proxy"), lower);
    }
  }
}

}  // namespace
}  // namespace perfbench

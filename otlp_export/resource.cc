#include "otlp_export/resource.h"

#include <algorithm>
#include <filesystem>
#include <protozero/pbf_writer.hpp>

namespace perfbench::otlp_export {

namespace {

constexpr const char* kSelf = "perfbench";

enum RequestField : unsigned { kResourceItems = 1 };
enum ResourceItemsField : unsigned { kResource = 1, kScopeItems = 2 };
enum ResourceField : unsigned { kAttributes = 1 };
enum ScopeItemsField : unsigned { kScope = 1 };
enum ScopeField : unsigned { kName = 1, kVersion = 2 };

void put(Attributes& attributes, const std::string& key, const AttributeValue& value) {
  const auto known = std::ranges::find(attributes, key, [](const auto& attribute) { return attribute.first; });
  if (known != attributes.end()) {
    known->second = value;
  } else {
    attributes.emplace_back(key, value);
  }
}

// Backends such as Prometheus tell series apart by the service's name and instance, so a test on a machine is an
// instance. What differs from run to run is no attribute of it: it would make each run a series of its own.
Attributes resource_of(const ExportedRun& exported) {
  const SavedRun& run = exported.run;
  const Environment& machine = run.environment;
  Attributes attributes = {{"service.name", kSelf},
                           {"service.version", machine.perfbench_version},
                           {"service.instance.id", machine.hostname + "/" + run.test_name},
                           {"host.name", machine.hostname},
                           {"host.arch", machine.architecture},
                           {"host.cpu.model.name", machine.cpu_model},
                           {"os.type", "linux"},
                           {"os.description", machine.os},
                           {"os.version", machine.kernel},
                           {"vcs.ref.head.revision", machine.git_commit},
                           {"perfbench.test", run.test_name},
                           {"perfbench.profile", run.result.profile_name.value_or("")},
                           {"perfbench.phase", run.result.phase}};
  for (const auto& [key, value] : exported.resource) put(attributes, key, value);
  return attributes;
}

}  // namespace

std::string request_of(const ExportedRun& exported, std::string_view scope_fields) {
  std::string scope;
  protozero::pbf_writer scope_writer(scope);
  scope_writer.add_string(kName, kSelf);
  scope_writer.add_string(kVersion, exported.run.environment.perfbench_version);
  std::string scope_items;
  protozero::pbf_writer(scope_items).add_message(kScope, scope);
  scope_items += scope_fields;
  std::string items;
  protozero::pbf_writer writer(items);
  writer.add_message(kResource, attribute_fields(kAttributes, resource_of(exported)));
  writer.add_message(kScopeItems, scope_items);
  std::string request;
  protozero::pbf_writer(request).add_message(kResourceItems, items);
  return request;
}

std::string run_name(const ExportedRun& exported) {
  return std::filesystem::path(exported.run.result.run_dir).filename().string();
}

std::uint64_t unix_nanoseconds(std::chrono::system_clock::time_point time) {
  return static_cast<std::uint64_t>(std::chrono::nanoseconds(time.time_since_epoch()).count());
}

}  // namespace perfbench::otlp_export

// Attributes of OpenTelemetry, and how they are written.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace perfbench::otlp_export {

using AttributeValue = std::variant<std::string, std::int64_t, double>;
using Attributes = std::vector<std::pair<std::string, AttributeValue>>;

// As fields `number` of a message, one an attribute. Texts that are empty are not known, and left out.
std::string attribute_fields(unsigned number, const Attributes& attributes);

// The value of OTEL_RESOURCE_ATTRIBUTES: key=value,key=value, percent-encoded. What is none of these is left out.
Attributes parse_resource_attributes(const std::string& text);

}  // namespace perfbench::otlp_export

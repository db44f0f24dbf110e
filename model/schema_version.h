// The version of the results' layout: docs/schema/v4.schema.json.
#pragma once

namespace perfbench {

inline constexpr int kSchemaVersion = 4;

}  // namespace perfbench

// Looks through messages of OTLP that nothing is taken from, so that a body that is broken there is none. By the
// definitions of opentelemetry-proto 1.x.
#pragma once

#include <array>
#include <string_view>

#include "otlp/wire_reader.h"

namespace perfbench::otlp {

struct WireMessage;

// What a field has to be. One of type bytes may be a message.
struct WireRule {
  bool known = false;
  WireType type = WireType::varint;
  const WireMessage* message = nullptr;
};

// Rules by field number; other fields are unknown, and may be there.
struct WireMessage {
  std::array<WireRule, 17> rules;
};

extern const WireMessage kAnyValueMessage, kResourceMessage, kEntityRefMessage, kScopeMessage, kExemplarMessage,
    kEventMessage, kLinkMessage, kStatusMessage, kLogRecordMessage, kKeyValueMessage;

// Throws Malformed. A message that is a value of an attribute, or has it, is `nesting` values deep already.
void check_message(std::string_view message, const WireMessage& rules, int nesting = 0);

}  // namespace perfbench::otlp

#include "otlp/wire_check.h"

namespace perfbench::otlp {

namespace {

constexpr WireRule kVarint{.known = true, .type = WireType::varint};
constexpr WireRule kFixed64{.known = true, .type = WireType::fixed64};
constexpr WireRule kFixed32{.known = true, .type = WireType::fixed32};
constexpr WireRule kBytes{.known = true, .type = WireType::bytes};
constexpr WireRule kNone{};

constexpr WireRule message(const WireMessage& rules) {
  return {.known = true, .type = WireType::bytes, .message = &rules};
}

}  // namespace

extern const WireMessage kArrayValueMessage, kKeyValueListMessage;

constinit const WireMessage kAnyValueMessage = {
    {kNone, kBytes, kVarint, kVarint, kFixed64, message(kArrayValueMessage), message(kKeyValueListMessage), kBytes}};
constinit const WireMessage kArrayValueMessage = {{kNone, message(kAnyValueMessage)}};
constinit const WireMessage kKeyValueListMessage = {{kNone, message(kKeyValueMessage)}};
constinit const WireMessage kKeyValueMessage = {{kNone, kBytes, message(kAnyValueMessage)}};
constinit const WireMessage kResourceMessage = {
    {kNone, message(kKeyValueMessage), kVarint, message(kEntityRefMessage)}};
constinit const WireMessage kEntityRefMessage = {{kNone, kBytes, kBytes, kBytes, kBytes}};
constinit const WireMessage kScopeMessage = {{kNone, kBytes, kBytes, message(kKeyValueMessage), kVarint}};
constinit const WireMessage kExemplarMessage = {
    {kNone, kNone, kFixed64, kFixed64, kBytes, kBytes, kFixed64, message(kKeyValueMessage)}};
constinit const WireMessage kEventMessage = {{kNone, kFixed64, kBytes, message(kKeyValueMessage), kVarint}};
constinit const WireMessage kLinkMessage = {
    {kNone, kBytes, kBytes, kBytes, message(kKeyValueMessage), kVarint, kFixed32}};
constinit const WireMessage kStatusMessage = {{kNone, kNone, kBytes, kVarint}};
constinit const WireMessage kLogRecordMessage = {{kNone, kFixed64, kVarint, kBytes, kNone, message(kAnyValueMessage),
                                                  message(kKeyValueMessage), kVarint, kFixed32, kBytes, kBytes,
                                                  kFixed64, kBytes}};

void check_message(std::string_view bytes, const WireMessage& rules, int nesting) {
  if (&rules == &kAnyValueMessage && ++nesting > kMostNesting) fail(bytes.data(), "values nest too deep");
  WireReader reader(bytes);
  while (reader.next()) {
    const std::uint32_t number = reader.field() >> 3;
    const WireRule& rule = number < rules.rules.size() ? rules.rules[number] : kNone;
    if (rule.known && reader.field() != field(number, rule.type)) {
      fail(reader.begin(), "a field has another wire type than its own");
    }
    if (rule.message != nullptr) {
      check_message(reader.bytes(), *rule.message, nesting);
    } else {
      reader.skip_value();
    }
  }
}

}  // namespace perfbench::otlp

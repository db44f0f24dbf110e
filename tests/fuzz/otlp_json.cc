// Any text is a request of OTLP in JSON, or an error; sinks hear of each item that is counted. What stands behind the
// text does not matter, nor does what was decoded before.
#include <memory>
#include <nlohmann/json.hpp>

#include "otlp_sinks.h"

using namespace perfbench;
using fuzz::OtlpRecord;
using fuzz::require;

namespace {

// Of exactly its size, so that a sanitizer sees a read behind its padding.
class PaddedText {
 public:
  PaddedText(std::string_view text, char padding)
      : size_(text.size()), bytes_(new char[size_ + otlp::JsonDecoder::padding()]) {
    std::fill_n(std::copy_n(text.data(), size_, bytes_.get()), otlp::JsonDecoder::padding(), padding);
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

 private:
  std::size_t size_;
  std::unique_ptr<char[]> bytes_;
};

// What the other parser holds for an error and the grammar does not: a number beyond all doubles.
bool may_have_huge_number(std::string_view text) {
  constexpr int kManyDigits = 300;
  int digits = 0;
  bool exponent = false;
  for (const char c : text) {
    const bool digit = c >= '0' && c <= '9';
    digits = digit ? digits + 1 : 0;
    if (digits > kManyDigits || (exponent && digits > 2)) return true;
    if (c == 'e' || c == 'E') {
      exponent = true;
    } else if (!digit && c != '+' && c != '-') {
      exponent = false;
    }
  }
  return false;
}

template <class Decode>
void check_items(otlp::JsonDecoder& used_before, std::string_view text, Decode decode) {
  const PaddedText padded(text, ' ');
  OtlpRecord first;
  otlp::JsonDecoder fresh;
  const otlp::DecodeResult result = decode(fresh, padded.view(), first);
  require(!result || result->accepted == first.items, "each item is counted");
  require(!result || may_have_huge_number(text) || nlohmann::json::accept(text), "what is taken is JSON");
  for (const char padding : {'}', ']', ',', '"'}) {
    const PaddedText other(text, padding);
    OtlpRecord second;
    fuzz::require_same(result, first, decode(used_before, other.view(), second), second);
  }
}

void check_signal(otlp::JsonDecoder& used_before, std::string_view text) {
  const PaddedText padded(text, ' ');
  const auto signal = used_before.signal(padded.view());
  require(signal || !signal.error().empty(), "an error says what was wrong");
  require(otlp::JsonDecoder().signal(padded.view()) == signal, "the signal is the same again");
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static otlp::JsonDecoder used_before;
  const std::string_view text = fuzz::as_text(data, size);
  check_items(used_before, text, [](otlp::JsonDecoder& decoder, std::string_view body, OtlpRecord& record) {
    return decoder.metrics(body, record);
  });
  check_items(used_before, text, [](otlp::JsonDecoder& decoder, std::string_view body, OtlpRecord& record) {
    return decoder.traces(body, record);
  });
  const PaddedText padded(text, ' ');
  const OtlpRecord none;
  fuzz::require_same(used_before.logs(padded.view()), none, used_before.logs(padded.view()), none);
  check_signal(used_before, text);
  return 0;
}

#include "collector/payload_file.h"

#include <fmt/format.h>
#include <openssl/evp.h>

namespace perfbench::collector {

namespace {

std::string base64(std::string_view bytes) {
  std::string text((bytes.size() + 2) / 3 * 4, '\0');
  std::string terminated(text.size() + 1, '\0');
  ::EVP_EncodeBlock(reinterpret_cast<unsigned char*>(terminated.data()),
                    reinterpret_cast<const unsigned char*>(bytes.data()), static_cast<int>(bytes.size()));
  text.assign(terminated, 0, text.size());
  return text;
}

// JSON strings hold no line break, so one is a blank between values.
std::string on_one_line(std::string_view text) {
  std::string line(text);
  for (char& c : line) {
    if (c == '\n' || c == '\r') c = ' ';
  }
  return line;
}

const char* signal_name(otlp::Signal signal) {
  switch (signal) {
    case otlp::Signal::metrics:
      return "metrics";
    case otlp::Signal::traces:
      return "traces";
    case otlp::Signal::logs:
      break;
  }
  return "logs";
}

}  // namespace

void PayloadFile::write(const Sender& sender, otlp::Signal signal, otlp::Encoding encoding, std::string_view body) {
  const bool is_json = encoding == otlp::Encoding::json;
  const std::string line =
      fmt::format(R"({{"batch":{},"worker":{},"signal":"{}","encoding":"{}",{}}})"
                  "\n",
                  sender.batch, sender.worker + 1, signal_name(signal), is_json ? "json" : "protobuf",
                  is_json ? fmt::format(R"("payload":{})", on_one_line(body))
                          : fmt::format(R"("payload_base64":"{}")", base64(body)));
  const std::lock_guard lock(mutex_);
  file_ << line << std::flush;
}

bool PayloadFile::is_sound() {
  const std::lock_guard lock(mutex_);
  return file_.good();
}

}  // namespace perfbench::collector

// The raw payloads, one JSON object a line.
#pragma once

#include <fstream>
#include <mutex>
#include <string>
#include <string_view>

#include "collector/senders.h"
#include "otlp/values.h"

namespace perfbench::collector {

// For the threads of all connections.
class PayloadFile {
 public:
  explicit PayloadFile(const std::string& path) : file_(path, std::ios::binary) {}

  // {"batch":..,"worker":..,"signal":"metrics","encoding":"json","payload":{..}}; of protobuf "payload_base64":"..".
  void write(const Sender& sender, otlp::Signal signal, otlp::Encoding encoding, std::string_view body);

  // False after a write that failed.
  bool is_sound();

 private:
  std::mutex mutex_;
  std::ofstream file_;
};

}  // namespace perfbench::collector

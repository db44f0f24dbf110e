// The collector's server with nothing behind it: what is posted is thrown away, or decoded and thrown away.
#include <poll.h>

#include <CLI/CLI.hpp>
#include <array>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "collector/process_limits.h"
#include "collector/server.h"
#include "program.h"

namespace perfbench::bench {
namespace {

using collector::Answer;
using collector::RequestHead;
using otlp::Encoding;

class NoSink final : public otlp::MetricSink {
 public:
  void resource(const otlp::Attributes&) override {}
  void metric(const otlp::Metric&) override {}
  void point(const otlp::NumberPoint&) override {}
  void point(const otlp::HistogramPoint&) override {}
  void point(const otlp::ExponentialHistogramPoint&) override {}
  void point(const otlp::SummaryPoint&) override {}
};

Encoding encoding_of(const RequestHead& head) {
  return head.content_type == collector::content_type(Encoding::json) ? Encoding::json : Encoding::protobuf;
}

class Discard final : public collector::Receiver {
 public:
  std::optional<Answer> refuse(const RequestHead&) override { return std::nullopt; }
  Answer take(const RequestHead& head, collector::Body&) override {
    return collector::taken(otlp::Signal::metrics, encoding_of(head), {});
  }
};

// With as many decoders as the collector has.
class Decode final : public collector::Receiver {
 public:
  Decode() : decoders_(std::max(2U, std::thread::hardware_concurrency()) + 6) {}

  std::optional<Answer> refuse(const RequestHead&) override { return std::nullopt; }
  Answer take(const RequestHead& head, collector::Body& body) override {
    const Encoding encoding = encoding_of(head);
    otlp::JsonDecoder decoder = borrow();
    NoSink sink;
    const auto decoded = encoding == Encoding::json ? decoder.metrics(body.view(), sink)
                                                    : otlp::decode_metrics_protobuf(body.view(), sink);
    give_back(std::move(decoder));
    return decoded ? collector::taken(otlp::Signal::metrics, encoding, *decoded)
                   : collector::refused(400, encoding, "");
  }

 private:
  otlp::JsonDecoder borrow() {
    std::unique_lock lock(mutex_);
    freed_.wait(lock, [this] { return !decoders_.empty(); });
    otlp::JsonDecoder decoder = std::move(decoders_.back());
    decoders_.pop_back();
    return decoder;
  }

  void give_back(otlp::JsonDecoder decoder) {
    {
      const std::lock_guard lock(mutex_);
      decoders_.push_back(std::move(decoder));
    }
    freed_.notify_one();
  }

  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<otlp::JsonDecoder> decoders_;
};

// Until the other side of `control` is closed.
void serve(collector::Receiver& receiver, int listener, int control) {
  collector::Server server(listener, receiver, collector::BodyStore::Limits());
  std::array<pollfd, 2> ready = {{{listener, POLLIN, 0}, {control, POLLRDHUP, 0}}};
  while (ready[1].revents == 0) {
    ::poll(ready.data(), ready.size(), -1);
    server.accept_waiting();
  }
}

int run(int argc, char** argv) {
  CLI::App app("A server that throws away what is posted.");
  int listener = -1;
  int control = -1;
  bool decode = false;
  app.add_flag("--decode", decode, "decode it before");
  app.add_option("--listener-fd", listener)->required();
  app.add_option("--control-fd", control)->required();
  CLI11_PARSE(app, argc, argv);
  collector::set_process_limits();
  std::unique_ptr<collector::Receiver> receiver = std::make_unique<Discard>();
  if (decode) receiver = std::make_unique<Decode>();
  serve(*receiver, listener, control);
  return 0;
}

}  // namespace
}  // namespace perfbench::bench

int main(int argc, char** argv) {
  return perfbench::bench::run_program(argc, argv, "bench_collector_peer", perfbench::bench::run);
}

// The part of OpenTelemetry that a small program needs: spans, counters and histograms, sent once at its end as JSON
// over HTTP (https://opentelemetry.io/docs/specs/otlp/). Names are written into the JSON as they are: use letters,
// digits, dots and underscores. For one thread.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

class Telemetry {
 public:
  // From the time it is made until it goes. Spans that begin meanwhile are within it.
  class Span {
   public:
    Span(Telemetry& telemetry, std::string name);
    ~Span();
    Span(const Span&) = delete;
    Span& operator=(const Span&) = delete;

   private:
    Telemetry& telemetry_;
    std::size_t index_;
    std::string parent_;
  };

  // Reads OTEL_EXPORTER_OTLP_ENDPOINT, OTEL_EXPORTER_OTLP_HEADERS and TRACEPARENT.
  Telemetry();

  void count(const std::string& name, std::int64_t number) { counters_[name] += number; }
  void record_ms(const std::string& name, double milliseconds) { histograms_[name].push_back(milliseconds); }

  // Sends everything. True without an endpoint: then nobody wants it.
  bool send() const;

 private:
  struct SpanData {
    std::string name, id, parent;
    std::int64_t start_ns = 0, end_ns = 0;
  };

  std::string traces() const;
  std::string metrics() const;

  std::string endpoint_, headers_, trace_id_;
  std::string current_span_;  // the parent of the next one
  std::int64_t begun_ns_;
  std::vector<SpanData> spans_;
  std::map<std::string, std::int64_t> counters_;
  std::map<std::string, std::vector<double>> histograms_;
};

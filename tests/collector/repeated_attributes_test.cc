// Exporters send the same attributes in the same order again and again: what is left out then, and what must not be.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include <map>
#include <protozero/pbf_writer.hpp>
#include <set>
#include <string>
#include <vector>

#include "collector/staged_metrics.h"
#include "collector/worker_intake.h"
#include "otlp/decode.h"

namespace perfbench::collector {
namespace {

using otlp::Encoding;
using testing::ElementsAre;
using testing::IsEmpty;

using Texts = std::vector<std::pair<std::string, std::string>>;

struct SentPoint {
  Texts attributes;
  double value = 0;
};

std::string json_of(const Texts& attributes) {
  std::string list;
  for (const auto& [key, value] : attributes) {
    list += fmt::format(R"({}{{"key":"{}","value":{{"stringValue":"{}"}}}})", list.empty() ? "" : ",", key, value);
  }
  return "[" + list + "]";
}

std::string json_body(const std::vector<SentPoint>& points, const std::string& host) {
  std::string list;
  for (const SentPoint& point : points) {
    list += (list.empty() ? "" : ",") + (R"({"attributes":)" + json_of(point.attributes)) +
            ",\"asDouble\":" + std::to_string(point.value) + "}";
  }
  return R"({"resourceMetrics":[{"resource":{"attributes":)" + json_of({{"host", host}}) +
         R"(},"scopeMetrics":[{"metrics":[{"name":"m","gauge":{"dataPoints":[)" + list + "]}}]}]}]}";
}

void write(protozero::pbf_writer& message, std::uint32_t field, const Texts& attributes) {
  for (const auto& [key, text] : attributes) {
    protozero::pbf_writer attribute(message, field);
    attribute.add_string(1, key);
    protozero::pbf_writer value(attribute, 2);
    value.add_string(1, text);
  }
}

std::string protobuf_body(const std::vector<SentPoint>& points, const std::string& host) {
  std::string bytes;
  protozero::pbf_writer request(bytes);
  protozero::pbf_writer of_resource(request, 1);
  {
    protozero::pbf_writer resource(of_resource, 1);
    write(resource, 1, {{"host", host}});
  }
  protozero::pbf_writer of_scope(of_resource, 2);
  protozero::pbf_writer metric(of_scope, 2);
  metric.add_string(1, "m");
  protozero::pbf_writer gauge(metric, 5);
  for (const SentPoint& sent : points) {
    protozero::pbf_writer point(gauge, 1);
    write(point, 7, sent.attributes);
    point.add_double(4, sent.value);
  }
  return bytes;
}

class RepeatedAttributes : public testing::TestWithParam<Encoding> {
 protected:
  otlp::DecodeResult decode(const std::vector<SentPoint>& points, otlp::MetricSink& sink,
                            const std::string& host = "a") {
    if (GetParam() == Encoding::protobuf) return otlp::decode_metrics_protobuf(protobuf_body(points, host), sink);
    std::string body = json_body(points, host);
    body.reserve(body.size() + otlp::JsonDecoder::padding());
    return json_.metrics(body, sink);
  }

 private:
  otlp::JsonDecoder json_;
};

// Notes what it is told, and expects what it is told to.
class NotingSink final : public otlp::MetricSink {
 public:
  void resource(const otlp::Attributes&) override {}
  void metric(const otlp::Metric&) override {}
  void point(const otlp::NumberPoint& point) override {
    encoded.emplace_back(point.header.attributes.encoded);
    keys.emplace_back();
    for (const otlp::Attribute& attribute : point.header.attributes.list) keys.back().emplace_back(attribute.key);
  }
  void point(const otlp::HistogramPoint&) override {}
  void point(const otlp::ExponentialHistogramPoint&) override {}
  void point(const otlp::SummaryPoint&) override {}
  std::string_view expected_attributes() const override { return expected; }

  std::string expected;
  std::vector<std::string> encoded;
  std::vector<std::vector<std::string>> keys;
};

TEST_P(RepeatedAttributes, AreNotDecodedWhereTheyAreExpected) {
  NotingSink sink;
  ASSERT_TRUE(decode({{{{"k", "v"}, {"l", "w"}}, 1}}, sink));
  ASSERT_THAT(sink.keys, ElementsAre(ElementsAre("k", "l")));
  sink.expected = sink.encoded.front();
  const auto decoded = decode({{{{"k", "v"}, {"l", "w"}}, 2}}, sink);
  ASSERT_TRUE(decoded) << decoded.error();
  EXPECT_EQ(decoded->accepted, 1U);
  EXPECT_THAT(sink.keys.back(), IsEmpty());
  EXPECT_EQ(sink.encoded.back(), sink.expected);
}

TEST_P(RepeatedAttributes, AreDecodedWhereOthersOrMoreOrFewerAreExpected) {
  NotingSink sink;
  ASSERT_TRUE(decode({{{{"k", "v"}, {"l", "w"}}, 1}}, sink));
  sink.expected = sink.encoded.front();
  ASSERT_TRUE(decode({{{{"k", "v"}, {"l", "x"}}, 1},
                      {{{"k", "v"}, {"l", "w"}, {"m", "y"}}, 1},
                      {{{"k", "v"}}, 1},
                      {{{"l", "w"}, {"k", "v"}}, 1},
                      {{}, 1}},
                     sink));
  sink.keys.erase(sink.keys.begin());
  EXPECT_THAT(sink.keys, ElementsAre(ElementsAre("k", "l"), ElementsAre("k", "l", "m"), ElementsAre("k"),
                                     ElementsAre("l", "k"), IsEmpty()));
}

TEST_P(RepeatedAttributes, NameTheSameSeriesInWhateverOrderTheyComeAgain) {
  const SentPoint a{{{"k", "a"}}, 1}, b{{{"k", "b"}}, 2}, c{{{"k", "c"}}, 4}, bare{{}, 8};
  SeriesRegistry registry(100);
  StagedMetrics staged(registry);
  std::map<double, std::pair<SeriesId, std::uint64_t>> known;
  for (const auto& points : std::vector<std::vector<SentPoint>>{
           {a, b, bare, c}, {a, b, bare, c}, {c, a}, {b, c, bare, a, b, bare, c}, {a, a, c, c, b}, {bare, bare}}) {
    staged.clear();
    ASSERT_TRUE(decode(points, staged));
    ASSERT_EQ(staged.numbers().size(), points.size());
    for (const StagedNumber& point : staged.numbers()) {
      const auto [place, is_new] = known.emplace(point.value, std::pair(point.series, point.stream));
      EXPECT_EQ(place->second, std::pair(point.series, point.stream));
      EXPECT_EQ(registry.series(point.series).attributes.size(), point.value == bare.value ? 0U : 1U);
    }
  }
  std::set<SeriesId> series;
  for (const auto& [value, identity] : known) series.insert(identity.first);
  EXPECT_EQ(series.size(), 4U);
}

TEST_P(RepeatedAttributes, OfAnotherResourceAreAnotherStreamOfTheSameSeries) {
  SeriesRegistry registry(100);
  StagedMetrics staged(registry);
  ASSERT_TRUE(decode({{{{"k", "a"}}, 1}}, staged, "one"));
  ASSERT_TRUE(decode({{{{"k", "a"}}, 1}}, staged, "other"));
  ASSERT_EQ(staged.numbers().size(), 2U);
  EXPECT_EQ(staged.numbers()[0].series, staged.numbers()[1].series);
  EXPECT_NE(staged.numbers()[0].stream, staged.numbers()[1].stream);
}

TEST_P(RepeatedAttributes, LoseNoPointOfAWorker) {
  const SentPoint a{{{"k", "a"}}, 1}, b{{{"k", "b"}}, 10};
  SeriesRegistry registry(100);
  StagedMetrics staged(registry);
  IntakeBudget budget;
  WorkerIntake worker(0, budget);
  for (int i = 0; i < 50; ++i) {
    staged.clear();
    const auto decoded = decode(i % 3 == 0 ? std::vector{b, a, a} : std::vector{a, b}, staged);
    ASSERT_TRUE(decoded);
    ASSERT_TRUE(worker.add_metrics(decoded->accepted, staged));
  }
  const auto total = worker.take();
  std::map<std::string, std::pair<double, double>> points_and_sum;
  for (const auto& [series, aggregate] : total.streams) {
    auto& [points, sum] = points_and_sum[registry.series(series).attributes.front().second];
    points += aggregate.points();
    sum += aggregate.value_sum();
  }
  EXPECT_EQ(points_and_sum["a"], std::pair(67.0, 67.0));
  EXPECT_EQ(points_and_sum["b"], std::pair(50.0, 500.0));
}

INSTANTIATE_TEST_SUITE_P(InBothEncodings, RepeatedAttributes, testing::Values(Encoding::protobuf, Encoding::json),
                         [](const auto& encoding) { return encoding.param == Encoding::json ? "Json" : "Protobuf"; });

}  // namespace
}  // namespace perfbench::collector

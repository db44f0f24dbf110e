"""curl posts OTLP in the ways that HTTP knows."""

import gzip
import struct

from otel_case import OtelTest, main, metric

HEADER = '"${OTEL_EXPORTER_OTLP_HEADERS%%=*}: ${OTEL_EXPORTER_OTLP_HEADERS#*=}"'
CURL = f'curl --noproxy "*" --silent --show-error --fail --header {HEADER} "$@"'
POST = ["--header", "Content-Type: application/x-protobuf"]


def varint(number):
    text = b""
    while number > 0x7F:
        text += bytes([number & 0x7F | 0x80])
        number >>= 7
    return text + bytes([number])


def field(number, value):
    """A field of a protobuf message: bytes, an integer as varint, or a float as double."""
    if isinstance(value, float):
        return varint(number << 3 | 1) + struct.pack("<d", value)
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    return varint(number << 3 | 2) + varint(len(value)) + value


def export_request(name, values):
    """An ExportMetricsServiceRequest with a delta sum of these points. The numbers are those of opentelemetry-proto's
    metrics.proto."""
    points = b"".join(field(1, field(4, value)) for value in values)  # Sum.data_points, NumberDataPoint.as_double
    delta_sum = points + field(2, 1) + field(3, 1)  # aggregation_temporality, is_monotonic
    metrics = field(1, name.encode()) + field(3, b"s") + field(7, delta_sum)  # Metric.name, unit, sum
    return field(1, field(2, field(2, metrics)))  # resource_metrics, scope_metrics, metrics


class CurlPosts(OtelTest):
    def post(self, body, *arguments, times=1):
        """A run whose only worker posts the body, and what curl tells: status and new connections of each transfer,
        then the headers of the talk."""
        file = self.folder / "body"
        file.write_bytes(body)
        told = "%{http_code} %{num_connects} %{content_type} %{size_download}\\n"
        transfer = [*POST, "--data-binary", f"@{file}", "--verbose", "--write-out", told, *arguments]
        urls = " ".join(times * ['"$OTEL_EXPORTER_OTLP_ENDPOINT/v1/metrics"'])
        result = self.succeed("--iterations", "1", "--warmup", "0", "--keep-logs",
                              command=["sh", "-c", f"{CURL} {urls}", "sh", *transfer])
        (answers,), (talk,) = self.logs("stdout"), self.logs("stderr")
        self.assertEqual(answers.splitlines()[0], "200 1 application/x-protobuf 0")
        self.assertEqual(result["summary"]["otel_payloads_total"], times)
        return result, answers.splitlines(), talk

    def check(self, result, name, values):
        self.assertEqual(metric(result, name, "kind", "unit", "points", "sum"), ("sum", "s", len(values), sum(values)))
        self.assertEqual(result["summary"]["metric_datapoints_total"], len(values))

    def test_plain(self):
        result, _, talk = self.post(export_request("plain", [1.5, 2.25]))
        self.check(result, "plain", [1.5, 2.25])
        self.assertIn("> Content-Length:", talk)

    def test_compressed_by_gzip(self):
        values = [float(number) for number in range(1000)]
        result, _, _ = self.post(gzip.compress(export_request("zipped", values)), "--header", "Content-Encoding: gzip")
        self.check(result, "zipped", values)

    def test_in_chunks_of_unknown_length(self):
        values = [float(number) for number in range(20000)]  # several reads of curl's
        result, _, talk = self.post(export_request("chunked", values), "--header", "Transfer-Encoding: chunked")
        self.check(result, "chunked", values)
        self.assertNotIn("> Content-Length:", talk)

    def test_compressed_and_in_chunks(self):
        result, _, _ = self.post(gzip.compress(export_request("both", [0.5])), "--header", "Content-Encoding: gzip",
                                 "--header", "Transfer-Encoding: chunked")
        self.check(result, "both", [0.5])

    def test_of_which_the_body_waits_for_leave(self):
        patience = ["--expect100-timeout", "60"]  # curl's own would hide that none came
        for name, values, header in (("asked", [1.0], ["--header", "Expect: 100-continue"]),
                                     ("large", [float(number) for number in range(120000)], [])):
            with self.subTest(name):
                result, _, talk = self.post(export_request(name, values), *patience, *header)
                self.assertIn("> Expect: 100-continue", talk)
                self.assertLess(talk.index("< HTTP/1.1 100 Continue"), talk.index("< HTTP/1.1 200"))
                self.check(result, name, values)

    def test_one_after_the_other_over_one_connection(self):
        result, answers, _ = self.post(export_request("again", [7.0]), times=3)
        self.assertEqual([answer.split()[:2] for answer in answers], [["200", "1"], ["200", "0"], ["200", "0"]])
        self.check(result, "again", 3 * [7.0])

    def test_in_json_are_answered_in_json(self):
        body = b'{"resourceMetrics":[{"scopeMetrics":[{"metrics":[{"name":"j","gauge":{"dataPoints":[{"asInt":"3"}]}}]}]}]}'
        (self.folder / "json").write_bytes(body)
        script = f'{CURL} "$OTEL_EXPORTER_OTLP_ENDPOINT/v1/metrics"'
        result = self.succeed("--iterations", "1", "--warmup", "0", "--keep-logs",
                              command=["sh", "-c", script, "sh", "--json", f"@{self.folder / 'json'}", "--write-out",
                                       " %{content_type}"])
        self.assertEqual(metric(result, "j", "kind", "points", "sum"), ("gauge", 1, 3))
        self.assertEqual(self.logs("stdout"), ["{} application/json"])


if __name__ == "__main__":
    main()

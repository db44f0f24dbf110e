"""Bodies of export requests as SDKs send them.

A collection is 100 metrics, each with the same 16 (in small bodies 4) sets of two or three short attributes: 1,600 series,
which come again in every body in the same order with new times and values. Of ten metrics six are delta sums of whole
numbers, two are gauges, two histograms with the default bounds. A body holds as many collections as it needs for its size, each a
ResourceMetrics of its own, as when an exporter batches; the last one is cut behind a metric.
"""

import dataclasses
import json
import random
import struct

METRICS = 100
BOUNDS = [0, 5, 10, 25, 50, 75, 100, 250, 500, 750, 1000, 2500, 5000, 7500, 10000]
BEGAN_NS = 1_750_000_000_000_000_000
RESOURCE = {"service.name": "checkout", "service.instance.id": "checkout-7c9d8-1", "telemetry.sdk.language": "cpp"}
SCOPE = "checkout.instruments"
DELTA = 1


@dataclasses.dataclass
class Body:
    encoding: str
    data: bytes
    points: int


def kind_of(metric: int, kinds: str) -> str:
    if kinds == "doubles":
        return "gauge" if metric % 10 in (1, 6) else "sum"
    return {1: "gauge", 6: "gauge", 2: "histogram", 7: "histogram"}.get(metric % 10, "sum")


def attributes_of(metric: int, number: int) -> dict:
    attributes = {"http.request.method": ("GET", "POST", "PUT", "DELETE")[number % 4],
                  "http.route": f"/api/v1/items/{number}"}
    if metric % 2 == 0:
        attributes["region"] = "eu-west-1"
    return attributes


def histogram_counts(dice: random.Random) -> list[int]:
    middle = dice.randrange(3, 10)
    return [max(0, dice.randrange(40) - 12 * abs(place - middle)) for place in range(len(BOUNDS) + 1)]


def protobuf_varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def field(number: int, data: bytes | str) -> bytes:
    data = data.encode() if isinstance(data, str) else data
    return protobuf_varint(number << 3 | 2) + protobuf_varint(len(data)) + data


def fixed64(number: int, value: int) -> bytes:
    return protobuf_varint(number << 3 | 1) + struct.pack("<Q", value)


def double(number: int, value: float) -> bytes:
    return protobuf_varint(number << 3 | 1) + struct.pack("<d", value)


def varint(number: int, value: int) -> bytes:
    return protobuf_varint(number << 3) + protobuf_varint(value)


class Protobuf:
    name = "protobuf"

    def attributes(self, number, attributes):
        return b"".join(field(number, field(1, key) + field(2, field(1, text))) for key, text in attributes.items())

    def number(self, attributes, begin, end, value):
        encoded = fixed64(6, value) if isinstance(value, int) else double(4, value)
        return self.attributes(7, attributes) + fixed64(2, begin) + fixed64(3, end) + encoded

    def histogram(self, attributes, begin, end, counts, total):
        return (self.attributes(9, attributes) + fixed64(2, begin) + fixed64(3, end) + fixed64(4, sum(counts))
                + double(5, total) + field(6, struct.pack(f"<{len(counts)}Q", *counts))
                + field(7, struct.pack(f"<{len(BOUNDS)}d", *BOUNDS)) + double(11, 0.5) + double(12, 9000.25))

    def metric(self, name, kind, points):
        data = b"".join(field(1, point) for point in points)
        if kind != "gauge":
            data += varint(2, DELTA)
        if kind == "sum":
            data += varint(3, 1)
        return field(1, name) + field(3, "ms") + field({"gauge": 5, "sum": 7, "histogram": 9}[kind], data)

    def body(self, collections):
        resource = field(1, self.attributes(1, RESOURCE))
        return b"".join(
            field(1, resource + field(2, field(1, field(1, SCOPE)) + b"".join(field(2, metric) for metric in metrics)))
            for metrics in collections)


class Json:
    name = "json"

    def attributes(self, attributes):
        return [{"key": key, "value": {"stringValue": text}} for key, text in attributes.items()]

    def number(self, attributes, begin, end, value):
        encoded = {"asInt": str(value)} if isinstance(value, int) else {"asDouble": value}
        return {"attributes": self.attributes(attributes), "startTimeUnixNano": str(begin), "timeUnixNano": str(end),
                **encoded}

    def histogram(self, attributes, begin, end, counts, total):
        return {"attributes": self.attributes(attributes), "startTimeUnixNano": str(begin), "timeUnixNano": str(end),
                "count": str(sum(counts)), "sum": total, "bucketCounts": [str(count) for count in counts],
                "explicitBounds": BOUNDS, "min": 0.5, "max": 9000.25}

    def metric(self, name, kind, points):
        data = {"dataPoints": points}
        if kind != "gauge":
            data["aggregationTemporality"] = DELTA
        if kind == "sum":
            data["isMonotonic"] = True
        return json.dumps({"name": name, "unit": "ms", kind: data}, separators=(",", ":")).encode()

    def body(self, collections):
        resource = json.dumps({"attributes": self.attributes(RESOURCE)}, separators=(",", ":")).encode()
        scope = json.dumps({"name": SCOPE}, separators=(",", ":")).encode()
        return (b'{"resourceMetrics":['
                + b",".join(b'{"resource":%s,"scopeMetrics":[{"scope":%s,"metrics":[%s]}]}'
                            % (resource, scope, b",".join(metrics)) for metrics in collections) + b"]}")


def value_of(kind: str, kinds: str, dice: random.Random) -> int | float:
    return dice.randrange(50) if kind == "sum" and kinds == "mixed" else round(dice.uniform(0, 1000), 3)


def one_metric(encoder, metric: int, kinds: str, sets: int, end_ns: int, dice: random.Random) -> bytes:
    kind = kind_of(metric, kinds)
    begin_ns = end_ns - 10_000_000_000
    points = []
    for number in range(sets):
        attributes = attributes_of(metric, number)
        if kind == "histogram":
            points.append(encoder.histogram(attributes, begin_ns, end_ns, histogram_counts(dice),
                                            round(dice.uniform(100, 20000), 3)))
        else:
            points.append(encoder.number(attributes, begin_ns, end_ns, value_of(kind, kinds, dice)))
    return encoder.metric(f"checkout.step_{metric:03}.duration", kind, points)


def build(encoding: str, size: int, variants: int, kinds: str = "mixed") -> list[Body]:
    """So many bodies of about `size` bytes. `kinds`: mixed, or doubles (no histograms, and of all values
    hardly two alike: what costs an aggregation most)."""
    encoder = {"json": Json, "protobuf": Protobuf}[encoding]()
    sets = 16 if size > 100_000 else 4
    bodies = []
    for variant in range(variants):
        dice = random.Random(variant)
        collections, length, points = [], 0, 0
        for place in range(size):
            metric = place % METRICS
            if metric == 0:
                collections.append([])
            end_ns = BEGAN_NS + (1000 * variant + len(collections)) * 10_000_000_000
            encoded = one_metric(encoder, metric, kinds, sets, end_ns, dice)
            collections[-1].append(encoded)
            length += len(encoded)
            points += sets
            if length >= size:
                break
        bodies.append(Body(encoding, encoder.body(collections), points))
    return bodies

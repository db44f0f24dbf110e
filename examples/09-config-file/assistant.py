"""A program that takes its settings from its home, as many tools do: $ASSISTANT_HOME/config.toml, and beside it
credentials.json, which nobody else may read. It does not know the variables of OpenTelemetry."""

import json
import os
import pathlib
import sys
import time
import tomllib
import urllib.request


def read_credentials(file):
    if file.stat().st_mode & 0o077:
        sys.exit(f"assistant: {file} can be read by others: chmod 600")
    return json.loads(file.read_text())


def count_words(text):
    counts = {}
    for word in text.split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def report(telemetry, words, milliseconds):
    """Two figures, as OTLP's JSON."""
    now = str(time.time_ns())
    delta = 1
    metrics = [
        {"name": "assistant.words", "sum": {"aggregationTemporality": delta, "isMonotonic": True,
                                            "dataPoints": [{"asInt": str(words), "timeUnixNano": now}]}},
        {"name": "turn.duration", "unit": "ms", "gauge": {
            "dataPoints": [{"asDouble": milliseconds, "timeUnixNano": now}]}},
    ]
    body = {"resourceMetrics": [{"scopeMetrics": [{"metrics": metrics}]}]}
    name, _, value = telemetry["headers"].partition("=")
    request = urllib.request.Request(telemetry["endpoint"] + "/v1/metrics", json.dumps(body).encode(),
                                     {"Content-Type": "application/json", name: value})
    urllib.request.urlopen(request, timeout=10).close()


def main():
    home = pathlib.Path(os.environ["ASSISTANT_HOME"])
    config = tomllib.loads((home / "config.toml").read_text())
    user = read_credentials(home / "credentials.json")["user"]
    begin = time.perf_counter()
    counts = count_words("to be or not to be " * config["assistant"]["repeat"])
    words = sum(counts.values())
    print(f"{user}: {words} words, {len(counts)} different")
    if config["telemetry"]["endpoint"]:
        report(config["telemetry"], words, 1000 * (time.perf_counter() - begin))


main()

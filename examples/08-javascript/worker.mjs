// Answers a few questions from a small index, and tells OpenTelemetry of it. Nothing here knows of PerfBench: where to
// report, how often, and as who, the SDK takes from the environment.
import { context, metrics, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const sdk = new NodeSDK();
sdk.start();

const tracer = trace.getTracer("answers");
const meter = metrics.getMeter("answers");
const answered = meter.createCounter("answers.given", { unit: "{answer}" });
const waiting = meter.createUpDownCounter("questions.waiting");
const duration = meter.createHistogram("answer.duration", { unit: "ms" });
meter
  .createObservableGauge("heap.used", { unit: "By" })
  .addCallback((result) => result.observe(process.memoryUsage().heapUsed));

const inSpan = (name, attributes, work) =>
  tracer.startActiveSpan(name, { attributes }, (span) => {
    const begin = performance.now();
    try {
      return work();
    } finally {
      duration.record(performance.now() - begin, { step: name });
      span.end();
    }
  });

const buildIndex = () => {
  const index = new Map();
  for (let number = 0; number < 50_000; ++number) {
    const key = `word-${(number * 7919) % 5003}`;
    index.set(key, [...(index.get(key) ?? []), number]);
  }
  return index;
};

const answerAll = (questions) => {
  const index = inSpan("build index", {}, buildIndex);
  waiting.add(questions.length);
  for (const question of questions) {
    inSpan("answer", { question }, () => index.get(question)?.reduce((sum, number) => sum + number, 0));
    waiting.add(-1);
    answered.add(1);
  }
};

// The trace of whoever started this program goes on here: TRACEPARENT is the environment's form of the HTTP header that
// the W3C's Trace Context defines.
const caller = propagation.extract(ROOT_CONTEXT, {
  traceparent: process.env.TRACEPARENT,
  tracestate: process.env.TRACESTATE,
});
context.with(caller, () => inSpan("session", {}, () => answerAll(["word-1", "word-2", "word-3"])));
await sdk.shutdown(); // sends what has gathered; without it a short program takes its figures with it

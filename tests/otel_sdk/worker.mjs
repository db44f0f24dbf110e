// A program that knows nothing of PerfBench but its own number: OpenTelemetry's SDK as it comes from npm, configured by
// the environment alone. What it reports tells who it is, so that a test sees whose each point is.
//   node worker.mjs [N]   after the rest, N orders one by one, 20 ms each, so that exporters have something in between
import { setTimeout as sleep } from "node:timers/promises";
import { context, metrics, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { NodeSDK } from "@opentelemetry/sdk-node";

const worker = Number(process.env.PERFBENCH_WORKER_ID);
const identity = 1000 * Number(process.env.PERFBENCH_ITERATION) + worker;

const sdk = new NodeSDK();
sdk.start();

const meter = metrics.getMeter("shop");
const orders = meter.createCounter("orders", { unit: "{order}" });
const queued = meter.createUpDownCounter("queue.depth", { unit: "{order}" });
const turns = meter.createHistogram("turn.duration", { unit: "ms" });
const items = meter.createCounter("items");
meter.createObservableGauge("room.temperature", { unit: "Cel" }).addCallback((result) => result.observe(20 + worker));

const tracer = trace.getTracer("shop");
const inSpan = (name, attributes, work) =>
  tracer.startActiveSpan(name, { attributes }, async (span) => {
    await work();
    span.end();
  });

const session = async () => {
  orders.add(identity);
  queued.add(5);
  queued.add(-3);
  turns.record(identity);
  turns.record(10);
  for (let item = 0; item < worker; ++item) items.add(1, { item }); // a series each
  await inSpan("connect", { "server.address": "localhost" }, async () => {
    await inSpan("resolve", {}, () => sleep(2));
    await inSpan("handshake", {}, () => sleep(5));
  });
  await inSpan("request", { route: "/orders" }, () => sleep(3));
  await inSpan("request", { route: "/items" }, () => sleep(3));
  for (let order = 0; order < Number(process.argv[2] ?? 0); ++order) {
    orders.add(1);
    await sleep(20);
  }
};

// The W3C's propagator reads a request's headers; here the environment stands in for them.
const headers = { traceparent: process.env.TRACEPARENT, tracestate: process.env.TRACESTATE };
await context.with(propagation.extract(ROOT_CONTEXT, headers), () => inSpan("session", { worker }, session));
await sdk.shutdown();

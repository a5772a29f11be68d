import { setTimeout as sleep } from "node:timers/promises";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { METRICS, type MetricName, type MetricReading, type ProcessMetrics } from "../../ports/metrics.ts";

/** Prometheus itself gives up after ten seconds. */
const READ_WITHIN_MS = 3_000;

/** What a process measured, to be scraped. */
export interface Scrape extends ProcessMetrics {
  readonly contentType: string;
  /** Everything in Prometheus' text format; Node's own figures are among it, such as the event loop's lag. */
  text(): Promise<string>;
}

/** Opens the figures of a process, each with a registry of its own. Gauges are there once somebody says how they are read. */
export function openPrometheus(): Scrape {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const counters = new Map<MetricName, Counter>();
  const histograms = new Map<MetricName, Histogram>();
  for (const [key, shape] of Object.entries(METRICS)) {
    const name = key as MetricName;
    const common = { name, help: shape.help, labelNames: "labels" in shape ? shape.labels : [], registers: [registry] };
    if (shape.kind === "counter") counters.set(name, new Counter(common));
    if (shape.kind === "histogram") histograms.set(name, new Histogram({ ...common, buckets: [...shape.buckets] }));
  }

  return {
    contentType: registry.contentType,
    count: (name, labels = {}, by = 1) => counters.get(name)?.inc({ ...labels }, by),
    observe: (name, value, labels = {}) => histograms.get(name)?.observe({ ...labels }, value),
    read(name, read) {
      const { help, kind, ...shape } = METRICS[name];
      const labelNames: readonly string[] = "labels" in shape ? shape.labels : [];
      registry.removeSingleMetric(name);
      new (kind === "gauge" ? Gauge : Counter)({
        ...{ name, help, labelNames: [...labelNames], registers: [registry] },
        async collect() {
          const reading = await inTime(read);
          this.reset();
          if (labelNames.length === 0) this.remove(); // or it would tell 0
          const values = typeof reading === "number" ? [{ labels: {}, value: reading }] : (reading ?? []);
          for (const { labels, value } of values) this.inc({ ...labels }, value);
        },
      });
    },
    text: () => registry.metrics(),
  };
}

/** Null for what fails or takes too long: a database that is away must not cost the other figures. */
function inTime(read: () => MetricReading | Promise<MetricReading>): Promise<MetricReading> {
  const late = sleep(READ_WITHIN_MS, null, { ref: false });
  return Promise.race([
    Promise.resolve()
      .then(read)
      .catch(() => null),
    late,
  ]);
}

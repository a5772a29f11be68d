import { hostname } from "node:os";
import type { OperatingConfig } from "./operating-config.ts";

export interface Traces {
  /** Sends what is left. */
  close(): Promise<void>;
}

/** What a stopping process has for that. */
const CLOSE_WITHIN_MS = 2_000;

/**
 * Sends spans (`server/ports/tracing.ts`) to the collector, as OTLP over HTTP in JSON. OpenTelemetry's SDK is loaded where there is one
 * alone. It reads its other usual variables by itself: headers, timeouts, `OTEL_SERVICE_NAME`, `OTEL_RESOURCE_ATTRIBUTES`. A collector that is
 * away costs spans, and nothing else.
 *
 * @param log lines are limited by whoever gives it
 */
export async function openTraces(
  service: "thumbwar-web" | "thumbwar-trainer",
  { tracesTo, tracesShare }: Pick<OperatingConfig, "tracesTo" | "tracesShare">,
  log: { info(message: string): void; warn(message: string): void },
): Promise<Traces> {
  if (tracesTo === null) return { close: async () => {} };
  const [api, core, hooks, exporter, resources, sdk] = await Promise.all([
    import("@opentelemetry/api"),
    import("@opentelemetry/core"),
    import("@opentelemetry/context-async-hooks"),
    import("@opentelemetry/exporter-trace-otlp-http"),
    import("@opentelemetry/resources"),
    import("@opentelemetry/sdk-trace"),
  ]);
  const warn = (message: string) => log.warn(`Traces: ${message}`);
  const silent = () => {};
  api.diag.setLogger({ error: warn, warn, info: silent, debug: silent, verbose: silent }, api.DiagLogLevel.WARN);
  const named = resources.resourceFromAttributes({ "service.name": service, "service.instance.id": hostname() });
  const provider = new sdk.TracerProvider({
    resource: named.merge(resources.detectResources({ detectors: [resources.envDetector] })),
    sampler: new sdk.ParentBasedSampler({ root: new sdk.TraceIdRatioBasedSampler(tracesShare) }),
    spanProcessors: [new sdk.BatchSpanProcessor({ exporter: new exporter.OTLPTraceExporter() })],
  });
  api.context.setGlobalContextManager(new hooks.AsyncLocalStorageContextManager().enable());
  api.propagation.setGlobalPropagator(new core.W3CTraceContextPropagator());
  api.trace.setGlobalTracerProvider(provider);
  log.info(`Traces go to ${new URL(tracesTo).host}`);
  return {
    async close() {
      const late = new Promise<void>((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref());
      await Promise.race([provider.shutdown().catch(() => warn("the last ones could not be sent")), late]);
    },
  };
}

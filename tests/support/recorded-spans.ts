import { context, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";

/** Records the spans of this process, which a test file has for itself. */
export function recordSpans(): { take(): readonly { readonly name: string; readonly parent: string | null }[] } {
  const exporter = new InMemorySpanExporter();
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  trace.setGlobalTracerProvider(new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }));
  return {
    /** Those that have ended since the last call, in that order, each with the name of the one that it lies in. */
    take() {
      const spans = exporter.getFinishedSpans();
      const nameOf = new Map(spans.map((span) => [span.spanContext().spanId, span.name]));
      const taken = spans.map(({ name, parentSpanContext }) => ({
        name,
        parent: nameOf.get(parentSpanContext?.spanId ?? "") ?? null,
      }));
      exporter.reset();
      return taken;
    },
  };
}

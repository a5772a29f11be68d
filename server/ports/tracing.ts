import {
  type Attributes,
  context,
  propagation,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  SpanStatusCode,
  trace,
} from "@opentelemetry/api";

/**
 * Traces of what a process does, by OpenTelemetry's interface: without a collector (`OTEL_EXPORTER_OTLP_ENDPOINT`) nothing is recorded, and
 * spans cost next to nothing.
 */
const tracer = () => trace.getTracer("thumbwar");

/**
 * Does work in a span of its own, inside the one under way. What it throws is recorded and thrown on.
 * @param work may add to its span, such as what came out
 */
export function inSpan<T>(name: string, attributes: Attributes, work: (span: Span) => Promise<T>): Promise<T> {
  return tracer().startActiveSpan(name, { attributes }, (span) => ended(span, work));
}

/**
 * Begins the span of a request that came from outside, and does its work in it. Whoever calls ends the span, when the answer is given.
 * @param headers may say in which trace the request was made (W3C's `traceparent`)
 */
export function inRequestSpan(
  name: string,
  attributes: Attributes,
  headers: Readonly<Record<string, string | string[] | undefined>>,
  work: (span: Span) => void,
): void {
  const outside = propagation.extract(ROOT_CONTEXT, headers);
  tracer().startActiveSpan(name, { kind: SpanKind.SERVER, attributes }, outside, work);
}

/** Tells how an answer with this status ended the request's span. */
export function endRequestSpan(span: Span, name: string, status: number): void {
  span.updateName(name);
  span.setAttribute("http.response.status_code", status);
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
  span.end();
}

/** What was under way when something joined a group; undefined where nothing was, or nothing is recorded. */
export function spanUnderWay(): SpanContext | undefined {
  return trace.getActiveSpan()?.spanContext();
}

/**
 * Does work that several others wait for, each in a trace of its own: its span lies in the first one's trace and is linked to all.
 * @param origins by `spanUnderWay`
 */
export function inSharedSpan<T>(
  name: string,
  attributes: Attributes,
  origins: readonly (SpanContext | undefined)[],
  work: () => Promise<T>,
): Promise<T> {
  const links = origins.flatMap((origin) => (origin === undefined ? [] : [{ context: origin }]));
  const [first] = links;
  if (first === undefined) return context.with(ROOT_CONTEXT, work);
  const parent = trace.setSpanContext(ROOT_CONTEXT, first.context);
  return tracer().startActiveSpan(name, { attributes, links }, parent, (span) => ended(span, work));
}

async function ended<T>(span: Span, work: (span: Span) => Promise<T>): Promise<T> {
  try {
    return await work(span);
  } catch (error) {
    if (error instanceof Error) span.recordException(error);
    span.setStatus({ code: SpanStatusCode.ERROR });
    throw error;
  } finally {
    span.end();
  }
}

/** For each line of a log: the trace that it belongs to, where one is recorded. */
export function traceFields(): { readonly traceId?: string } {
  const span = trace.getActiveSpan();
  return span?.isRecording() === true ? { traceId: span.spanContext().traceId } : {};
}

import { z } from "zod";

/** What the people who run a server look at. */
export interface OperatingConfig {
  /** What whoever asks for /metrics has to send; null: only this machine is answered. */
  readonly metricsToken: string | null;
  /** The OTLP collector that traces are sent to; null: none are made. */
  readonly tracesTo: string | null;
  /** How many of the traces are kept, 0-1. */
  readonly tracesShare: number;
}

const isCollector = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && /^https?:$/.test(url.protocol) && url.search === "" && url.hash === "";
};

/** Beside the other variables of the environment, in the form of `server/config.ts`. */
export const OPERATING_VARIABLES = {
  METRICS_TOKEN: {
    schema: z
      .string()
      .regex(/^[\w.~+/=-]{16,200}$/)
      .optional(),
    expected: "16 to 200 letters, digits and signs of ._~+/=-, as they stand in a header",
  },
  OTEL_EXPORTER_OTLP_ENDPOINT: {
    schema: z.string().refine(isCollector).optional(),
    expected: "the address of an OTLP collector, like http://localhost:4318",
  },
  OTEL_TRACES_SAMPLER_ARG: {
    schema: z
      .string()
      .regex(/^(0|1|0?\.\d+|1\.0+)$/)
      .transform(Number)
      .default(1),
    expected: "the share of traces that are kept, from 0 to 1",
  },
} as const;

type Values = {
  readonly [Name in keyof typeof OPERATING_VARIABLES]: z.output<(typeof OPERATING_VARIABLES)[Name]["schema"]>;
};

/** What becomes of the variables. */
export const operatingConfig = (values: Values): OperatingConfig => ({
  metricsToken: values.METRICS_TOKEN ?? null,
  tracesTo: values.OTEL_EXPORTER_OTLP_ENDPOINT ?? null,
  tracesShare: values.OTEL_TRACES_SAMPLER_ARG,
});

import { z } from "zod";
import { isHttpUrl, keySchema } from "./endpoint-config.ts";

/** Where versions are stored beside the data folder: a bucket of S3, or of a server that speaks S3. */
export interface CheckpointConfig {
  readonly bucket: string;
  /** Below which all objects lie, without slashes around it; "" for the whole bucket. */
  readonly prefix: string;
  /** Of the server, without a slash at its end. */
  readonly endpoint: string;
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | null;
}

const URL_FORM = /^s3:\/\/(?<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])(?<prefix>(?:\/[\w-][\w.-]*)*)\/?$/;

const place = z
  .string()
  .regex(URL_FORM)
  .transform((url) => {
    const { bucket = "", prefix = "" } = URL_FORM.exec(url)?.groups ?? {};
    return { bucket, prefix: prefix.slice(1) };
  });

/** What is read from the environment, and what is expected of it. */
export const checkpointVariables = {
  CHECKPOINT_URL: {
    schema: place.optional(),
    expected: "a bucket and a folder in it, like s3://bucket/thumbwar, in lower-case letters, digits, dots and dashes",
  },
  CHECKPOINT_ENDPOINT: {
    schema: z
      .string()
      .refine((url) => isHttpUrl(url) && !/[?#]/.test(url))
      .transform((url) => url.replace(/\/+$/, ""))
      .optional(),
    expected: "the address of a server that speaks S3, like http://localhost:9000",
  },
  AWS_REGION: {
    schema: z
      .string()
      .regex(/^[a-z0-9-]{1,40}$/)
      .default("us-east-1"),
    expected: "a region like eu-central-1",
  },
  AWS_ACCESS_KEY_ID: { schema: keySchema.optional(), expected: "the id of an access key" },
  AWS_SECRET_ACCESS_KEY: { schema: keySchema.optional(), expected: "the secret of that access key" },
  AWS_SESSION_TOKEN: { schema: keySchema.optional(), expected: "the token of a key that ends" },
} as const;

/** Their values must never be repeated. */
export const CHECKPOINT_SECRETS = ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;

type Variables = typeof checkpointVariables;

/**
 * What these variables set together; null where nothing is stored elsewhere, and then the others aren't looked at: other programs have them too.
 * @param problems is told what is missing
 */
export function checkpointConfig(
  read: <Name extends keyof Variables>(name: Name) => z.output<Variables[Name]["schema"]>,
  problems: string[],
): CheckpointConfig | null {
  const url = read("CHECKPOINT_URL");
  if (url === undefined) return null;
  const secretOf = (name: "AWS_ACCESS_KEY_ID" | "AWS_SECRET_ACCESS_KEY") => {
    const before = problems.length;
    const secret = read(name);
    if (secret === undefined && problems.length === before) problems.push(`${name} must be set with CHECKPOINT_URL`);
    return secret ?? "";
  };
  const region = read("AWS_REGION");
  return {
    ...url,
    region,
    endpoint: read("CHECKPOINT_ENDPOINT") ?? `https://s3.${region}.amazonaws.com`,
    accessKeyId: secretOf("AWS_ACCESS_KEY_ID"),
    secretAccessKey: secretOf("AWS_SECRET_ACCESS_KEY"),
    sessionToken: read("AWS_SESSION_TOKEN") ?? null,
  };
}

import { createHash } from "node:crypto";
import { openAsBlob } from "node:fs";
import { open } from "node:fs/promises";
import pRetry from "p-retry";
import type { CheckpointConfig } from "../checkpoint-config.ts";
import { CheckpointFault, faultOfAnswer, faultOfConnection } from "./checkpoint-fault.ts";
import type { FileMark } from "./manifest.ts";

/** Tries of one request after the first, and the pause before the first of them, longer each time. */
const TRIES = { retries: 3, factor: 3 } as const;
const PAUSE_MS = 300;
/** A request may take so long, and longer by a second for each so many bytes. */
const PATIENCE_MS = 20_000;
const LEAST_BYTES_A_SECOND = 100_000;
/** The longest that S3 allows. A key that ends takes its addresses with it. */
const LENT_SECONDS = 7 * 86_400;
/** Objects of one list at most. */
const PAGES = 1_000;

/** An object as a list of the bucket tells it. A list may be late. */
export interface ListedObject {
  readonly key: string;
  readonly storedAt: Date;
}

/** The part of a bucket that is ours. Keys are relative to it. */
export interface CheckpointBucket {
  /** Where an object lies, for people. */
  placeOf(key: string): string;
  /** Stores a file and asks for its size back. */
  upload(key: string, path: string, mark: FileMark): Promise<void>;
  /** Writes an object to a file, which is only complete when this resolves: size and digest are checked. */
  download(key: string, path: string, mark: FileMark): Promise<void>;
  /** Stores an object and reads it back. */
  write(key: string, text: string): Promise<void>;
  /** Null where there is no such object. */
  read(key: string): Promise<string | null>;
  /** Writes an object of which nothing is known to a file; false where there is none. */
  fetch(key: string, path: string): Promise<boolean>;
  /** An address by which whoever knows it may read or write one object, without a key, for a week. */
  lend(method: "GET" | "PUT", key: string): Promise<string>;
  remove(key: string): Promise<void>;
  list(): Promise<readonly ListedObject[]>;
}

interface Question {
  readonly method: "GET" | "PUT" | "HEAD" | "DELETE";
  readonly what: string;
  readonly key?: string;
  readonly query?: string;
  readonly body?: Blob | string;
  readonly sha256?: string;
  /** Of what is sent or comes back. */
  readonly size?: number;
  /** It was just stored: where it isn't there, the store is late, and is asked again. */
  readonly isStored?: boolean;
}

/**
 * A bucket of S3 by its HTTP interface, with addresses that name the bucket in their path, which every server understands.
 * All methods throw CheckpointFault, after a few tries where that may help.
 */
export async function openBucket(config: CheckpointConfig, pauseMs: number = PAUSE_MS): Promise<CheckpointBucket> {
  const { AwsClient } = await import("aws4fetch");
  const { bucket, prefix, endpoint, region, accessKeyId, secretAccessKey, sessionToken } = config;
  const token = sessionToken === null ? {} : { sessionToken };
  const client = new AwsClient({ ...{ accessKeyId, secretAccessKey, region }, ...token, service: "s3" });
  const below = prefix === "" ? "" : `${prefix}/`;
  const placeOf = (key: string) => `s3://${bucket}/${below}${key}`;

  async function once({ method, what, key = "", query = "", body, sha256, size = 0 }: Question): Promise<Response> {
    const path = key === "" ? "" : `/${below}${key}`;
    const headers = sha256 === undefined ? {} : { "x-amz-content-sha256": sha256 };
    const content = body === undefined ? {} : { body };
    const url = `${endpoint}/${bucket}${path}${query}`;
    const signal = AbortSignal.timeout(PATIENCE_MS + Math.ceil((size / LEAST_BYTES_A_SECOND) * 1_000));
    let response: Response;
    try {
      response = await fetch(await client.sign(url, { method, headers, ...content }), { signal, redirect: "manual" });
    } catch (cause) {
      throw faultOfConnection(what, endpoint, cause);
    }
    if (response.ok) return response;
    throw faultOfAnswer(what, response.status, await response.text().catch(() => ""));
  }

  /** Repeats a request, and what is done with its answer, while that may help. */
  function patiently<T>(question: Question, use: (response: Response) => Promise<T>): Promise<T> {
    const ask = async () => {
      const response = await once(question);
      try {
        return await use(response);
      } catch (cause) {
        throw cause instanceof CheckpointFault || isOfDisk(cause)
          ? cause
          : faultOfConnection(question.what, endpoint, cause);
      }
    };
    return pRetry(ask, {
      ...{ ...TRIES, minTimeout: pauseMs },
      shouldRetry: ({ error }) =>
        error instanceof CheckpointFault && (error.isPassing || (question.isStored === true && error.isMissing)),
    });
  }
  const textOf = (response: Response) => response.text();

  return {
    placeOf,

    async upload(key, path, { size, sha256 }) {
      const what = `Writing ${placeOf(key)}`;
      const body = await openAsBlob(path);
      await patiently({ method: "PUT", what, key, body, sha256, size }, textOf);
      const head = { method: "HEAD", what, key, isStored: true } as const;
      const stored = await orMissing(patiently(head, async ({ headers }) => headers.get("content-length")));
      if (stored !== String(size))
        throw new CheckpointFault(`${what}: ${stored ?? "none"} of ${size} bytes are there afterwards`);
    },

    async download(key, path, mark) {
      const what = `Reading ${placeOf(key)}`;
      await patiently({ method: "GET", what, key, size: mark.size }, async ({ body }) => {
        const found = await writeStream(path, body);
        if (found.size === mark.size && found.sha256 === mark.sha256) return;
        const reason =
          found.size === mark.size
            ? "its SHA-256 isn't that of its manifest"
            : `${found.size} of ${mark.size} bytes came`;
        throw new CheckpointFault(`${what}: ${reason}; it is damaged, or was cut short`, { isPassing: true });
      });
    },

    async write(key, text) {
      const sha256 = createHash("sha256").update(text).digest("hex");
      const what = `Writing ${placeOf(key)}`;
      await patiently({ method: "PUT", what, key, body: text, sha256 }, textOf);
      const stored = await orMissing(patiently({ method: "GET", what, key, isStored: true }, textOf));
      if (stored !== text)
        throw new CheckpointFault(`${what}: ${stored === null ? "nothing" : "something else"} is read back`);
    },

    async read(key) {
      return orMissing(patiently({ method: "GET", what: `Reading ${placeOf(key)}`, key }, textOf));
    },

    async fetch(key, path) {
      const what = `Reading ${placeOf(key)}`;
      const size = await orMissing(patiently({ method: "HEAD", what, key }, async (response) => sizeOf(response)));
      if (size === null) return false;
      await patiently({ method: "GET", what, key, size }, async ({ body }) => {
        const found = await writeStream(path, body);
        if (found.size !== size)
          throw new CheckpointFault(`${what}: ${found.size} of ${size} bytes came`, { isPassing: true });
      });
      return true;
    },

    async lend(method, key) {
      const url = `${endpoint}/${bucket}/${below}${key}?X-Amz-Expires=${LENT_SECONDS}`;
      return (await client.sign(url, { method, aws: { signQuery: true } })).url;
    },

    async remove(key) {
      await orMissing(patiently({ method: "DELETE", what: `Removing ${placeOf(key)}`, key }, textOf));
    },

    async list() {
      const found: ListedObject[] = [];
      let after = "";
      for (let page = 0; page < PAGES; page++) {
        const query = new URLSearchParams({ "list-type": "2", prefix: below, ...(after && { "start-after": after }) });
        const xml = await patiently({ method: "GET", what: `Listing ${placeOf("")}`, query: `?${query}` }, textOf);
        const objects = [...xml.matchAll(/<Contents>.*?<\/Contents>/gs)].map(([one]) => listed(one));
        found.push(...objects.map(({ key, storedAt }) => ({ key: key.slice(below.length), storedAt })));
        if (objects.length === 0 || !/<IsTruncated>true</.test(xml)) break;
        after = objects.at(-1)!.key;
      }
      return found;
    },
  };
}

const sizeOf = ({ headers }: Response): number => Number(headers.get("content-length"));

/** Null where there is no such object. */
const orMissing = <T>(asked: Promise<T>): Promise<T | null> =>
  asked.catch((error: unknown) => {
    if (error instanceof CheckpointFault && error.isMissing) return null;
    throw error;
  });

/** Our own keys have no signs that XML writes otherwise; whatever else lies in the bucket isn't looked at. */
const listed = (xml: string): ListedObject => ({
  key: /<Key>(.*?)<\/Key>/s.exec(xml)?.[1] ?? "",
  storedAt: new Date(/<LastModified>(.*?)<\/LastModified>/.exec(xml)?.[1] ?? Number.NaN),
});

async function writeStream(path: string, body: ReadableStream<Uint8Array> | null): Promise<FileMark> {
  const hash = createHash("sha256");
  let size = 0;
  const file = await open(path, "w");
  try {
    for await (const chunk of body ?? []) {
      hash.update(chunk);
      size += chunk.byteLength;
      await file.writeFile(chunk);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { size, sha256: hash.digest("hex") };
}

/** What this computer's own disk answers, which no other try mends. */
const DISK_CODES: readonly unknown[] = ["ENOSPC", "EDQUOT", "EACCES", "EPERM", "EROFS", "ENOENT", "EIO"];
const isOfDisk = (error: unknown): boolean =>
  error instanceof Error && "code" in error && DISK_CODES.includes(error.code);

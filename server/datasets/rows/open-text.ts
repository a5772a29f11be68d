import { createReadStream } from "node:fs";
import { PassThrough, Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createZstdDecompress } from "node:zlib";
import { encodingOf } from "../../game/packs/decode-text.ts";
import { DatasetProblem } from "../dataset-problem.ts";
import { refuseOthers } from "./file-kinds.ts";

/** Enough to tell a file's kind by. */
const HEAD_BYTES = 4_096;
/** What is read whole fits into memory several times. */
const WHOLE_BYTES = 256 * 1024 * 1024;

type Chunks = AsyncGenerator<Buffer>;

/** A file as UTF-8, whatever it is compressed with or encoded in. */
export interface OpenText {
  /** How it begins, without spaces and marks. */
  readonly head: string;
  /** To be read once, or closed with `return()`. */
  readonly chunks: Chunks;
}

/**
 * Opens a text file: plain, gzip or Zstandard; UTF-8, or UTF-16 as PowerShell writes it.
 * @throws DatasetProblem saying what the file is, where it is something else, and what to do
 */
export async function openText(path: string): Promise<OpenText | "parquet"> {
  const outer = await peek(createReadStream(path));
  if (outer.head.length === 0) throw new DatasetProblem("It is empty.");
  const magic = outer.head.toString("latin1", 0, 4);
  const unpack = magic.startsWith("\x1f\x8b")
    ? createGunzip()
    : magic === "\x28\xb5\x2f\xfd"
      ? createZstdDecompress()
      : null;
  if (unpack === null && magic !== "PAR1") return textOf(outer);
  await outer.chunks.return(undefined);
  return unpack === null ? "parquet" : textOf(await peek(through(createReadStream(path), unpack)));
}

function textOf({ head, chunks }: Peeked): OpenText {
  refuseOthers(head);
  const encoding = encodingOf(head);
  const begins = new TextDecoder(encoding).decode(head).trimStart();
  return { head: begins, chunks: encoding === "utf-8" ? chunks : transcoded(chunks, encoding) };
}

/**
 * All of a text at once.
 * @throws DatasetProblem when it is too long for that, or no UTF-8
 */
export async function wholeText({ chunks }: OpenText): Promise<string> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
    parts.push(chunk);
    length += chunk.length;
    if (length > WHOLE_BYTES)
      throw new DatasetProblem(
        `It has more than ${WHOLE_BYTES / 1024 / 1024} MB in one piece. Save it as JSONL (one object a line) or as Parquet, which are read bit by bit.`,
      );
  }
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(parts));
  } catch {
    throw new DatasetProblem("It is not text in UTF-8. In a spreadsheet program choose “CSV UTF-8” when saving.");
  }
}

interface Peeked {
  readonly head: Buffer;
  readonly chunks: Chunks;
}

/** The first bytes of a stream, and all of it. */
async function peek(stream: Readable): Promise<Peeked> {
  const source = stream[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  const read: Buffer[] = [];
  let failure: unknown = null;
  while (Buffer.concat(read).length < HEAD_BYTES) {
    try {
      const next = await source.next();
      if (next.done === true) break;
      read.push(next.value);
    } catch (error) {
      if (read.length === 0) throw error;
      failure = error; // what came before it is read first
      break;
    }
  }
  async function* all(): Chunks {
    try {
      yield* read;
      if (failure !== null) throw failure;
      for (let next = await source.next(); next.done !== true; next = await source.next()) yield next.value;
    } finally {
      stream.destroy();
    }
  }
  return { head: Buffer.concat(read), chunks: all() };
}

function through(source: Readable, transform: NodeJS.ReadWriteStream): Readable {
  const out = new PassThrough();
  // The reader meets the error in the stream that it reads.
  pipeline(source, transform, out).catch(() => {});
  return Readable.from(unpacked(out), { objectMode: false });
}

/** @throws DatasetProblem where what is compressed is damaged, or not all of it there */
async function* unpacked(out: Readable): Chunks {
  try {
    yield* out as AsyncIterable<Buffer>;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (!code?.startsWith("Z")) throw error;
    throw new DatasetProblem(`Its compressed data are damaged or cut short (${message}). Download it again.`);
  }
}

async function* transcoded(chunks: Chunks, encoding: string): Chunks {
  const decoder = new TextDecoder(encoding, { fatal: true });
  const decoded = (...rest: Parameters<typeof decoder.decode>): Buffer => {
    try {
      return Buffer.from(decoder.decode(...rest));
    } catch {
      throw new DatasetProblem(`It begins as ${encoding.toUpperCase()} and is broken further down. Save it as UTF-8.`);
    }
  };
  for await (const chunk of chunks) yield decoded(chunk, { stream: true });
  yield decoded();
}

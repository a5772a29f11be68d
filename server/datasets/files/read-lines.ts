import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { PassThrough, type Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { DatasetProblem } from "../read-preference.ts";

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/** The first bytes of a file, by which its type can be told. */
export async function firstBytes(path: string, count: number): Promise<Buffer> {
  const handle = await open(path, "r");
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(count), 0, count, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}

/**
 * Lines of a UTF-8 text, gzipped or not. Only `\n` ends a line: JSON may hold the other characters that are called line ends.
 * @throws DatasetProblem naming the line
 */
export async function* readLines(path: string): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const magic = await firstBytes(path, 2);
  const zipped = magic[0] === 0x1f && magic[1] === 0x8b;
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let number = 0;
  try {
    for await (const line of splitLines(zipped ? unzipped(path) : createReadStream(path))) {
      number++;
      yield { number, text: decoder.decode(line) };
    }
  } catch (error) {
    if (error instanceof LineTooLong) throw new DatasetProblem(`Line ${number + 1}: ${error.message}`);
    if (error instanceof TypeError) throw new DatasetProblem(`Line ${number}: it is not text in UTF-8.`);
    throw new DatasetProblem(`After line ${number}: ${(error as Error).message}`, { cause: error });
  }
}

class LineTooLong extends Error {
  constructor() {
    super(`it is longer than ${MAX_LINE_BYTES} bytes. One row a line is expected.`);
  }
}

function unzipped(path: string): Readable {
  const out = new PassThrough();
  // The reader meets the error in the stream that it reads.
  pipeline(createReadStream(path), createGunzip(), out).catch(() => {});
  return out;
}

async function* splitLines(stream: Readable): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end !== -1; end = chunk.indexOf(NEWLINE, start)) {
      yield Buffer.concat([...parts, chunk.subarray(start, end)]);
      parts = [];
      length = 0;
      start = end + 1;
    }
    parts.push(chunk.subarray(start));
    length += chunk.length - start;
    if (length > MAX_LINE_BYTES) throw new LineTooLong();
  }
  if (length > 0) yield Buffer.concat(parts);
}

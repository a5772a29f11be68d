import { DatasetProblem } from "../dataset-problem.ts";

const MAX_LINE_BYTES = 16 * 1024 * 1024;
const NEWLINE = 0x0a;

/**
 * Lines of a UTF-8 text. Only `\n` ends a line: JSON may hold the other characters that are called line ends.
 * @throws DatasetProblem naming the line
 */
export async function* readLines(
  chunks: AsyncIterable<Buffer>,
): AsyncGenerator<{ readonly number: number; readonly text: string }> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let number = 0;
  try {
    for await (const line of splitLines(chunks)) {
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

async function* splitLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  let parts: Buffer[] = [];
  let length = 0;
  for await (const chunk of chunks) {
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

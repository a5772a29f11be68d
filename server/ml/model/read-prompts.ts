import type { Values } from "../engine/engine.ts";
import { layBatch } from "./batch-layout.ts";

/** The prompt's graph with its weights. */
export type ReadPrompts = (inputs: Readonly<Record<string, Values>>) => Promise<Record<string, Values>>;

/** Rows that answer, and how their prompts are read. */
interface PromptRows {
  readonly rows: number;
  readonly promptWindow: number;
  readonly padId: number;
  /** Prompts that are read at once, each of them once however often it is asked; all rows are, repeated or not, unless given. */
  readonly promptRows?: number;
}

/** What the prompt's graph says, a row an answer, and the column in which each row's prompt begins. */
export interface PromptsRead {
  readonly start: Int32Array;
  readonly filled: Readonly<Record<string, Float32Array>>;
}

/** Reads up to `rows` prompts; rows beyond repeat the first. */
export async function readPrompts(
  read: ReadPrompts,
  { rows, promptWindow, padId, promptRows }: PromptRows,
  prompts: readonly (readonly number[])[],
): Promise<PromptsRead> {
  const laid = (some: readonly (readonly number[])[], rows: number) =>
    layBatch(
      some.map((prompt) => ({ prompt, response: [] })),
      { rows, promptWindow, responseWindow: 0, padId },
    );
  const { ids, start } = laid(prompts, rows);
  if (promptRows === undefined) return { start, filled: (await read({ ids, start })) as PromptsRead["filled"] };

  const rowsOf = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const key = (prompts[row] ?? prompts[0]!).join();
    rowsOf.set(key, [...(rowsOf.get(key) ?? []), row]);
  }
  const distinct = [...rowsOf.values()];
  const filled: Record<string, Float32Array> = {};
  for (let at = 0; at < distinct.length; at += promptRows) {
    const some = distinct.slice(at, at + promptRows);
    const batch = laid(
      some.map(([first]) => prompts[first!] ?? prompts[0]!),
      promptRows,
    );
    for (const [name, values] of Object.entries(await read({ ids: batch.ids, start: batch.start }))) {
      const width = values.length / promptRows;
      filled[name] ??= new Float32Array(rows * width);
      for (const [from, its] of some.entries())
        for (const row of its)
          filled[name].set((values as Float32Array).subarray(from * width, (from + 1) * width), row * width);
    }
  }
  return { start, filled };
}

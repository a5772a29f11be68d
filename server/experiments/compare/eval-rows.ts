import { readFile, writeFile } from "node:fs/promises";
import { z } from "zod";
import { writeAtomically } from "../../datasets/files/write-atomically.ts";

const coursePoint = z.object({
  iterations: z.number(),
  kl: z.number(),
  sftNll: z.number(),
  proxy: z.number(),
  taste: z.number(),
  rejected: z.string().nullable(),
});

const row = z.object({
  taste: z.string(),
  seed: z.number(),
  votes: z.number(),
  method: z.string(),
  winRate: z.number(),
  winRateLow: z.number(),
  winRateHigh: z.number(),
  /** Win rate on each held-out prompt. */
  promptWins: z.array(z.number()),
  /** Nats a response from the starting policy. */
  kl: z.number(),
  sftNll: z.number(),
  distinct2Ratio: z.number(),
  topPhraseShare: z.number(),
  uniqueShare: z.number(),
  meanWords: z.number(),
  /** Mean reward less the start's, in the standard deviations of the start's answers. */
  proxy: z.number(),
  /** Null where the reward model ordered nothing. */
  rewardAccuracy: z.number().nullable(),
  rejected: z.number(),
  seconds: z.number(),
  course: z.array(coursePoint),
});

/** One method on one taste, seed and number of votes, on held-out prompts. */
export type EvalRow = z.infer<typeof row>;

const file = z.object({ settings: z.record(z.string(), z.unknown()), rows: z.array(row) });

/**
 * The rows that an earlier run left in a file, so that this one goes on from there; none when there is no file.
 * @throws Error when the file is another command's or was written with other settings
 */
export async function readRows(path: string, settings: Readonly<Record<string, unknown>>): Promise<EvalRow[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return [];
    throw cause;
  }
  const parsed = file.safeParse(parseJson(text));
  if (!parsed.success) throw new Error(`${path} holds no results of this command: name another file`);
  const [then, now] = [parsed.data.settings, settings].map((one) => JSON.stringify(one));
  if (then !== now) throw new Error(`${path} was written with ${then}, this run has ${now}: name another file`);
  return parsed.data.rows;
}

export const writeRows = (
  path: string,
  settings: Readonly<Record<string, unknown>>,
  rows: readonly EvalRow[],
): Promise<void> =>
  writeAtomically(path, (temporary) => writeFile(temporary, `${JSON.stringify({ settings, rows }, null, 1)}\n`));

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

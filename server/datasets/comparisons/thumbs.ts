import type { ConversationTurn } from "../../ports/learning.ts";
import type { Preference } from "../../ports/results.ts";
import { kindOf, UnusableRow } from "../dataset-problem.ts";
import type { Cells } from "./columns.ts";
import { checkText, splitSides } from "./split-sides.ts";
import { type Side, transcriptTurns } from "./transcripts.ts";
import { readSide } from "./turns.ts";

/** One answer that somebody wanted, or didn't: a row of KTO's format. */
export interface Thumb {
  readonly prompt: string;
  readonly turns?: readonly ConversationTurn[];
  readonly completion: string;
  readonly wanted: boolean;
}

const WANTED: ReadonlyMap<string, boolean> = new Map([
  ...["true", "1", "yes", "good", "up", "desirable", "chosen", "👍"].map((word) => [word, true] as const),
  ...["false", "0", "-1", "no", "bad", "down", "undesirable", "rejected", "👎"].map((word) => [word, false] as const),
]);

/** @throws UnusableRow */
export function readThumb(cells: Cells, prompt: Side | null, system: string | null): Thumb {
  const [completion, label] = [cells.get("completion")!, cells.get("label")!];
  if (label.value === null || label.value === undefined) throw new UnusableRow("missing", `${label.column} is null.`);
  const wanted = WANTED.get(String(label.value).trim().toLowerCase());
  if (wanted === undefined)
    throw new UnusableRow("mixed", `${label.column} is ${kindOf(label.value)}, where true or false is expected.`);
  const answer = readSide(completion.column, completion.value);
  if (prompt === null && typeof answer === "string" && transcriptTurns(answer) === null)
    throw new UnusableRow("missing", "There is no prompt.");
  // Beside itself, an answer is split from its prompt as two are.
  const { chosen, rejected: _same, ...asked } = splitSides(prompt, answer, answer, system);
  checkText("prompt", asked.prompt);
  checkText(completion.column, chosen);
  return { ...asked, completion: chosen, wanted };
}

/** An answer that waits for one with the other thumb, and where it stood. */
interface Waiting {
  readonly where: string;
  readonly thumb: Thumb;
}

/** Brings unpaired thumbs (KTO's format) together: a wanted answer with an unwanted one to the same prompt, each once, in the order of the file. */
export function thumbPairs() {
  const waiting = new Map<string, Waiting[]>();
  return {
    /** The comparison that the answer completes; null while it waits. Answers that are equal don't meet. */
    add(where: string, thumb: Thumb): Preference | null {
      const key = JSON.stringify([thumb.prompt, thumb.turns ?? null]);
      const queue = waiting.get(key) ?? [];
      const at = queue.findIndex(
        (one) => one.thumb.wanted !== thumb.wanted && one.thumb.completion.trim() !== thumb.completion.trim(),
      );
      if (at === -1) {
        waiting.set(key, [...queue, { where, thumb }]);
        return null;
      }
      const [other] = queue.splice(at, 1);
      if (queue.length === 0) waiting.delete(key);
      const [chosen, rejected] = thumb.wanted ? [thumb, other!.thumb] : [other!.thumb, thumb];
      const { completion, wanted: _wanted, ...asked } = chosen;
      return { ...asked, chosen: completion, rejected: rejected.completion };
    },
    /** Where the answers stood that found no other. */
    alone: (): readonly string[] => [...waiting.values()].flatMap((queue) => queue.map(({ where }) => where)),
  };
}

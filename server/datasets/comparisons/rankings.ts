import type { Preference } from "../../ports/results.ts";
import { UnusableRow } from "../dataset-problem.ts";
import { type Cells, listOf, numberOf } from "./columns.ts";
import { comparisonOf } from "./split-sides.ts";
import type { Side } from "./transcripts.ts";
import { readSide } from "./turns.ts";

/** More pairs of one list than of these would drown the other rows. */
const MOST_ANSWERS = 9;

const TEXT_FIELDS = ["text", "answer", "response", "completion", "output", "generated_text", "content", "messages"];
const RANK_FIELDS = ["rank"];
const SCORE_FIELDS = ["score", "rating", "overall_score"];

type Fields = Readonly<Record<string, unknown>>;

/** An answer and how good it is beside the others of its list: more is better. */
interface Ranked {
  readonly side: Side;
  readonly worth: number;
}

/**
 * Every pair of a ranked list, the better answer first, as InstructGPT reads its rankings (Ouyang et al. 2022, section 3.5). The rank of the best is the
 * least, its score the greatest; a list called `ranked` begins with the best. Pairs of equal ranks or equal texts are left out.
 * @throws UnusableRow when none is left
 */
export function rankedComparisons(cells: Cells, prompt: Side | null, system: string | null): readonly Preference[] {
  if (prompt === null) throw new UnusableRow("missing", "A list of answers needs a prompt in a column of its own.");
  const ranked = rankedAnswers(cells);
  if (ranked.length > MOST_ANSWERS)
    throw new UnusableRow("tooLarge", `It ranks ${ranked.length} answers; at most ${MOST_ANSWERS} are taken.`);
  const pairs: Preference[] = [];
  let problem = new UnusableRow("tie", "Its answers have one rank, so it prefers none.");
  for (const better of ranked)
    for (const worse of ranked) {
      if (better.worth <= worse.worth) continue;
      try {
        pairs.push(comparisonOf(prompt, better.side, worse.side, system));
      } catch (error) {
        if (!(error instanceof UnusableRow) || error.reason !== "equal") throw error;
        problem = error;
      }
    }
  if (pairs.length === 0) throw problem;
  return pairs;
}

function rankedAnswers(cells: Cells): readonly Ranked[] {
  const cell = cells.get("ranked") ?? cells.get("answers")!;
  const { column, value } = cell;
  const list = listOf(value);
  if (value === null || value === undefined) throw new UnusableRow("missing", `${column} is null.`);
  if (list === null) throw new UnusableRow("mixed", `${column} is no list of answers.`);
  const [ranks, scores] = [listOf(cells.get("ranks")?.value), listOf(cells.get("scores")?.value)];
  return list.map((item: unknown, i) => {
    const where = `${column}, answer ${i + 1}`;
    const side = readSide(where, textOf(item));
    if (cells.get("ranked") !== undefined) return { side, worth: -i };
    const rank = numberOf(ranks?.[i]) ?? fieldNumber(item, RANK_FIELDS);
    const score = numberOf(scores?.[i]) ?? fieldNumber(item, SCORE_FIELDS);
    if (rank === null && score === null) throw new UnusableRow("missing", `${where} has neither a rank nor a score.`);
    return { side, worth: rank === null ? score! : -rank };
  });
}

const textOf = (item: unknown): unknown => {
  if (typeof item !== "object" || item === null || Array.isArray(item) || "role" in item || "from" in item) return item;
  const fields = item as Fields;
  return fields[TEXT_FIELDS.find((name) => name in fields) ?? ""];
};

function fieldNumber(item: unknown, names: readonly string[]): number | null {
  if (typeof item !== "object" || item === null) return null;
  const fields = item as Fields;
  return numberOf(fields[names.find((name) => name in fields) ?? ""]);
}

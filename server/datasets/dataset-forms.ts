import { createHmac } from "node:crypto";
import type { Form, FormFile } from "../../shared/protocol/dataset-files.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { CastVote, ComparedTexts, DatasetSource, Preference } from "../ports/results.ts";
import { type Pages, type ParquetColumns, writeJsonl, writeParquet } from "./write-files.ts";

interface FormRules {
  /** Of a Parquet file; null where rows nest. */
  readonly columns: ParquetColumns | null;
  /** Its columns in words, for the data card. */
  readonly shape: string;
  /** How its rows come about, for the data card. `leftOut`: comparisons that prefer neither answer. */
  made(leftOut: number): string;
  rows(source: DatasetSource, pseudonym: (playerId: string) => string): Pages<object>;
}

/** What each form is made of. */
export const FORM_RULES: Readonly<Record<Form, FormRules>> = {
  preferences: {
    columns: { prompt: "STRING", chosen: "STRING", rejected: "STRING" },
    shape: "prompt, chosen, rejected",
    made: (leftOut) =>
      `the answer with more of the verdicts is chosen. Ties, and pairs that at least half found both bad, are left out: ${leftOut} of them.`,
    rows: (source) => mapped(source.comparisons(), (pair) => preferenceOf(pair) ?? []),
  },
  unpaired: {
    columns: { prompt: "STRING", completion: "STRING", label: "BOOLEAN" },
    shape: "prompt, completion, label",
    made: () => "both answers of a preference, and two rows labelled false where both were bad.",
    rows: (source) => mapped(source.comparisons(), unpairedOf),
  },
  sft: {
    columns: { prompt: "STRING", completion: "STRING" },
    shape: "prompt, completion",
    made: () =>
      "answers that got more than half of their verdicts, and players' answers that were preferred to the policy's.",
    rows: (source) => source.winners(),
  },
  battles: {
    columns: null,
    shape: "as Chatbot Arena's conversations, one row a verdict",
    made: () =>
      "policy-N is version N of the arena's model; player means that a player wrote the answer; other names are those of external models, which aren't trained here.",
    rows: (source, pseudonym) =>
      mapped(source.votes(), (vote): readonly ArenaBattle[] => [arenaBattle(vote, pseudonym)]),
  },
};

export interface WriteForm extends FormFile {
  readonly source: DatasetSource;
  readonly path: string;
  readonly pseudonym: (playerId: string) => string;
  /** Told about every page. */
  onRows?(rows: number): void;
}

/** Writes one file; returns its rows. */
export async function writeForm({ source, form, type, path, pseudonym, onRows }: WriteForm): Promise<number> {
  let rows = 0;
  async function* counted(pages: Pages<object>) {
    for await (const page of pages) {
      rows += page.length;
      onRows?.(page.length);
      yield page;
    }
  }
  const { columns, rows: rowsOf } = FORM_RULES[form];
  const pages = counted(rowsOf(source, pseudonym));
  if (type === "jsonl") await writeJsonl(path, pages);
  else if (columns !== null) await writeParquet(path, columns, pages);
  else throw new Error(`${form} nest messages and are written as JSONL only; let the file's name end in .jsonl.`);
  return rows;
}

async function* mapped<T, R>(pages: Pages<T>, rowsOf: (item: T) => R | readonly R[]): AsyncGenerator<readonly R[]> {
  for await (const page of pages) yield page.flatMap(rowsOf);
}

/** A row of TRL's unpaired preference format (https://huggingface.co/docs/trl/dataset_formats). */
interface Unpaired {
  readonly prompt: string;
  readonly completion: string;
  /** Whether people preferred it to the other answer. */
  readonly label: boolean;
}

/** Null where there is nothing to prefer: a tie, or half of the verdicts or more found both bad. */
export function preferenceOf({ prompt, a, b, label, bothBad }: ComparedTexts): Preference | null {
  if (label === 0.5 || bothBad >= 0.5) return null;
  return label > 0.5 ? { prompt, chosen: a, rejected: b } : { prompt, chosen: b, rejected: a };
}

/** One row for each answer; two unwanted ones where both were bad, none for a tie. */
export function unpairedOf(pair: ComparedTexts): readonly Unpaired[] {
  const { prompt } = pair;
  if (pair.bothBad >= 0.5) return [pair.a, pair.b].map((completion) => ({ prompt, completion, label: false }));
  const preference = preferenceOf(pair);
  if (preference === null) return [];
  return [
    { prompt, completion: preference.chosen, label: true },
    { prompt, completion: preference.rejected, label: false },
  ];
}

interface Message {
  readonly role: "user" | "assistant";
  readonly content: string;
}

/** A row with the columns of LMSYS's `chatbot_arena_conversations` (https://huggingface.co/datasets/lmsys/chatbot_arena_conversations). */
interface ArenaBattle {
  readonly question_id: string;
  readonly model_a: string;
  readonly model_b: string;
  readonly winner: "model_a" | "model_b" | "tie" | "tie (bothbad)";
  readonly judge: string;
  readonly conversation_a: readonly Message[];
  readonly conversation_b: readonly Message[];
  readonly turn: number;
  readonly anony: boolean;
  readonly language: string;
  readonly tstamp: number;
}

const WINNERS: Readonly<Record<Verdict, ArenaBattle["winner"]>> = {
  ...{ a: "model_a", b: "model_b", tie: "tie", bothBad: "tie (bothbad)" },
};

/** `pseudonym` names a player. Nobody has said which language they speak, and authors are hidden while people judge. */
function arenaBattle(vote: CastVote, pseudonym: (playerId: string) => string): ArenaBattle {
  const model = (version: number | null, externalModel: string | null) =>
    version === null ? (externalModel ?? "player") : `policy-${version}`;
  const conversation = (answer: string): readonly Message[] => [
    { role: "user", content: vote.prompt },
    { role: "assistant", content: answer },
  ];
  return {
    question_id: vote.pairId,
    model_a: model(vote.versionA, vote.externalModelA),
    model_b: model(vote.versionB, vote.externalModelB),
    winner: WINNERS[vote.verdict],
    judge: pseudonym(vote.playerId),
    conversation_a: conversation(vote.a),
    conversation_b: conversation(vote.b),
    turn: 1,
    anony: true,
    language: "unknown",
    tstamp: vote.castAt,
  };
}

/**
 * Names that tell players apart and say nothing else. With a fresh random key that is thrown away, nobody can compute one
 * from a player's id, and two exports can't be linked.
 */
export function pseudonyms(key: Uint8Array): (playerId: string) => string {
  return (playerId) => `player-${createHmac("sha256", key).update(playerId).digest("hex").slice(0, 16)}`;
}

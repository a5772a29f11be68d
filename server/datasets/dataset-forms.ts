import { createHmac } from "node:crypto";
import type { Form, FormFile } from "../../shared/protocol/dataset-files.ts";
import type { Verdict } from "../../shared/round/votes/verdict.ts";
import type { CastVote, ComparedTexts, DatasetSource, Preference } from "../ports/results.ts";
import { type Pages, type ParquetColumns, writeJsonl, writeParquet } from "./write-files.ts";

/** What the rows of a form are made of; null where they nest. */
const COLUMNS: Readonly<Record<Form, ParquetColumns | null>> = {
  preferences: { prompt: "STRING", chosen: "STRING", rejected: "STRING" },
  unpaired: { prompt: "STRING", completion: "STRING", label: "BOOLEAN" },
  sft: { prompt: "STRING", completion: "STRING" },
  battles: null,
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
  const pages = counted(rowsOf(source, form, pseudonym));
  const columns = COLUMNS[form];
  if (type === "jsonl") await writeJsonl(path, pages);
  else if (columns !== null) await writeParquet(path, columns, pages);
  else throw new Error(`${form} nest messages and are written as JSONL only; let the file's name end in .jsonl.`);
  return rows;
}

function rowsOf(source: DatasetSource, form: Form, pseudonym: (playerId: string) => string): Pages<object> {
  if (form === "sft") return source.winners();
  if (form === "battles")
    return mapped(source.votes(), (vote): readonly ArenaBattle[] => [arenaBattle(vote, pseudonym)]);
  if (form === "unpaired") return mapped(source.comparisons(), unpairedOf);
  return mapped(source.comparisons(), (pair) => preferenceOf(pair) ?? []);
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

import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import { revisionPrompt, revisionResponse } from "../../external/constitution/reviser.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import { readCheckpoint, sharpen, writeCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { byLength } from "../../ml/training/length-buckets.ts";
import { trainLanguageModel } from "../../ml/training/train-language-model.ts";
import { wholeModel } from "../../ml/training/trainable.ts";
import { POCKET_SHAPE, REVISION_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { carriedStages, readStages } from "../../trainer/start/reading-stages.ts";
import { demonstration } from "../../world/demonstration.ts";
import { prompts, trainPrompts, type WorldPrompt } from "../../world/prompts.ts";
import { revisionExample } from "../../world/revision.ts";
import { languageModelBar } from "../terminal/progress.ts";
import { answersToQuestions, QUESTIONS } from "./ending-questions.ts";

export interface SftOptions {
  readonly from: string;
  readonly out: string;
  readonly seed: number;
  readonly steps: number;
  readonly threads: number;
  /** The answers of the finished model at temperature 1 are those of the trained one at this temperature. */
  readonly temperature: number;
  /** Whether the state at `<eos>` learns to tell what stood where in the answer. */
  readonly questions: boolean;
}

const ROWS = 16;
/** Batches whose answers are sorted by length together. */
const BATCHES_SORTED = 16;
const HELD_OUT_ANSWERS = 640;
/** Share of batches that teach the revision task. */
const REVISIONS = 0.2;
/** Answers to questions and revisions are batches of their own, each in windows of its lengths. */
const SHAPE = {
  ...POCKET_SHAPE,
  rows: ROWS,
  promptWindow: REVISION_SHAPE.promptWindow,
  promptWindows: [12, POCKET_SHAPE.promptWindow, 48, 60, REVISION_SHAPE.promptWindow],
};

/**
 * Fine-tunes what reading alone made of a model, the last stage of its folder, on fresh demonstrations and revisions. Each is seen once, so that there
 * is nothing to overfit. The folder's stages are carried along.
 */
export async function fineTuneOnDemonstrations({
  from,
  out,
  seed,
  steps,
  threads,
  temperature,
  questions,
}: SftOptions): Promise<void> {
  const { config } = await readCheckpoint(from);
  const { weights } = (await readStages(from, config)).stages.at(-1)!;
  const tokenizer = await loadTokenizer(from);
  const engine = await openEngine("auto");
  process.stdout.write(`engine ${engine.name} (${engine.reason})\n`);
  const shape = { ...SHAPE, questions: questions ? QUESTIONS.length : 0 };
  const model = openLanguageModel(engine, config, weights, shape, wholeModel(config, threads));
  const told = tellingDemonstrations(tokenizer, questions ? QUESTIONS_WEIGHT / QUESTIONS.length : 0, seeded(seed + 10));
  const demonstrated = byLengthBatches(told, seeded(seed + 12));
  const revised = byLengthBatches(revisions(tokenizer, seeded(seed + 13)), seeded(seed + 14));
  const task = seeded(seed + 15);
  const heldOut = demonstrations(tokenizer, "heldout", seeded(seed + 11));
  let shown = 0;
  const bar = languageModelBar("fine-tuning", steps);
  await trainLanguageModel(model, {
    steps,
    warmup: 50,
    peak: 1.5e-3,
    batch() {
      if (task() < REVISIONS) return revised();
      shown += ROWS;
      return demonstrated();
    },
    heldOut: Array.from({ length: HELD_OUT_ANSWERS }, heldOut),
    onStep: bar.update,
  }).finally(bar.stop);
  const stages = await carriedStages(from, shown);
  await writeCheckpoint(out, sharpen({ config, weights: model.weights() }, temperature), from, stages);
  await model.dispose();
}

/** Batches of answers of about one length, in random order. Otherwise half of the arithmetic would be padding. */
function byLengthBatches(next: () => Sequence, random: () => number): () => readonly Sequence[] {
  let batches: (readonly Sequence[])[] = [];
  return () => {
    if (batches.length === 0) {
      const drawn = Array.from({ length: ROWS * BATCHES_SORTED }, next);
      batches = shuffled(byLength(drawn, ROWS), random).map((batch) => batch.map((index) => drawn[index]!));
    }
    return batches.pop()!;
  };
}

/** Weight of all questions together; a token of the answer has 1. */
const QUESTIONS_WEIGHT = 10;

/** Demonstrations of which the state at their `<eos>` tells what stood where; each question has `weight`. */
function tellingDemonstrations(tokenizer: PocketTokenizer, weight: number, random: () => number): () => Sequence {
  const { encode, encodePrompt, eosId, padId } = tokenizer;
  const longest = POCKET_SHAPE.windows.at(-1)! - 1; // one place is behind the end
  return () => {
    let prompt: WorldPrompt;
    let answer: string;
    let spoken: number[];
    do {
      prompt = trainPrompts[Math.floor(random() * trainPrompts.length)]!;
      answer = demonstration(prompt, random);
      spoken = [...encode(answer), eosId];
    } while (spoken.length > longest);
    const endings = answersToQuestions(tokenizer, prompt.text, answer).map(
      (share) => new Map([...share].map(([id, fits]) => [id, fits * weight])),
    );
    return {
      prompt: encodePrompt(prompt.text),
      response: [...spoken, padId],
      weights: [...spoken.map(() => 1), 0],
      endings: weight === 0 ? [] : endings,
    };
  };
}

/** Examples of the revision task that fit its windows. */
function revisions(tokenizer: PocketTokenizer, random: () => number): () => Sequence {
  return () => {
    for (;;) {
      const example = revisionExample(random);
      const prompt = revisionPrompt(tokenizer, example);
      const response = revisionResponse(tokenizer, example);
      if (prompt !== null && response !== null) return { prompt, response };
    }
  };
}

/** Demonstrations to random prompts of a split, as sequences. */
export function demonstrations(
  tokenizer: PocketTokenizer,
  split: WorldPrompt["split"],
  random: () => number,
): () => Sequence {
  const eligible = prompts.filter((prompt) => prompt.split === split);
  return () => {
    const prompt = eligible[Math.floor(random() * eligible.length)]!;
    return {
      prompt: tokenizer.encodePrompt(prompt.text),
      response: [...tokenizer.encode(demonstration(prompt, random)), tokenizer.eosId],
    };
  };
}

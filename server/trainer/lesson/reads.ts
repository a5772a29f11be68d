import type { ExhibitModel } from "../../../shared/protocol/lesson.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { shuffled } from "../../../shared/random/shuffled.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { openSequenceScores } from "../../ml/training/sequence-scores.ts";
import { measuredRate } from "../../stats/taste-bets.ts";
import { subjects } from "../../world/grammar/lexicon.ts";
import { factualDocument } from "../../world/pretraining-document.ts";
import { isSafe } from "../../world/safety.ts";
import { POCKET_SHAPE } from "../start/pocket-shape.ts";
import type { PocketStages } from "../start/pocket-stages.ts";
import { type Making, safeTexts, wholeOrCut } from "./exhibit.ts";
import { guessOf, likeAll, nextWordQuestions } from "./next-word.ts";

/** How much of it there is. */
export interface ReadsPlan {
  /** Questions that each stage's accuracy rests on, and those that are shown. */
  readonly questions: number;
  readonly shown: number;
}
export const READS: ReadsPlan = { questions: 200, shown: 8 };

/** Rows of the batches in which questions are asked, and the longest text in tokens. */
const ROWS = 32;
const LONGEST = 64;
/** Tokens of a continuation, and how many are drawn for one that may be shown. */
const CONTINUED = 28;
const TRIES = 8;
/** Beginnings of texts that are continued, and those of them that are shown. */
const BEGINNINGS = { drawn: 5, shown: 3 };

/** Stop 1: what the pocket model makes of a text at each stage of its reading. The documents are fresh ones: of training it saw others. */
export async function* makeReads(
  engine: Engine,
  { config, tokenizer, history }: PocketStages,
  plan: ReadsPlan,
  seed: number,
  model: ExhibitModel,
): Making<"reads"> {
  const { stages } = history;
  const random = seeded(seed);
  const asked = (text: string) => [tokenizer.bosId, ...tokenizer.encode(text)];
  const safe = safeTexts(isSafe);

  // 1. Continuations of the same beginnings.
  const prompts = beginnings(random);
  const shape = { ...POCKET_SHAPE, rows: prompts.length * TRIES, promptWindow: 16, responseWindow: CONTINUED };
  const generator = await openGenerator(engine, config, stages[0]!.weights, shape);
  const continued: string[][] = prompts.map(() => []);
  try {
    for (const [i, { weights }] of stages.entries()) {
      yield { share: (0.4 * i) / stages.length, work: "reading" };
      const now = await generator.withWeights(weights);
      const tries = prompts.flatMap((prompt) => Array.from({ length: TRIES }, () => asked(prompt)));
      const generated = await now.generate(tries, { random: seeded(seed) });
      await now.dispose();
      const texts = generated.map(({ response }) => wholeOrCut(tokenizer, response));
      for (const [p] of prompts.entries())
        continued[p]!.push(texts.slice(p * TRIES, (p + 1) * TRIES).find((text) => safe.keep(text)) ?? "");
    }
  } finally {
    await generator.dispose();
  }

  // 2. The next word, out of four.
  const questions = nextWordQuestions(tokenizer, () => fresh(random), plan.questions, random);
  const sequences = questions.flatMap(({ text, tokens }) =>
    tokens.map((token) => ({ prompt: asked(text), response: [token] })),
  );
  const window = { ...POCKET_SHAPE, rows: ROWS, promptWindow: LONGEST, promptWindows: [LONGEST], windows: [1] };
  const scores = openSequenceScores(engine, config, window);
  const guesses: ReturnType<typeof guessOf>[][] = questions.map(() => []);
  try {
    for (const [i, { weights }] of stages.entries()) {
      yield { share: 0.4 + (0.6 * i) / stages.length, work: "comparing" };
      const logProbs = await scores.of(weights, sequences);
      for (const [q, { tokens }] of questions.entries())
        guesses[q]!.push(guessOf(logProbs.slice(q * tokens.length, (q + 1) * tokens.length)));
    }
  } finally {
    await scores.dispose();
  }
  const hits = questions.map(({ right }, q) => guesses[q]!.map((guess) => guess.pick === right));
  return {
    model,
    leftOut: safe.leftOut,
    stages: stages.map(({ read, words }, i) => ({
      ...{ read, words },
      accuracy: measuredRate(hits.filter((one) => one[i]).length / hits.length, hits.length),
    })),
    continuations: prompts
      .map((prompt, p) => ({ prompt, texts: continued[p]! }))
      .filter(({ texts }) => !texts.includes(""))
      .slice(0, BEGINNINGS.shown),
    questions: likeAll(hits, plan.shown).map((q) => {
      const { text, options, right } = questions[q]!;
      return { text, options, right, guesses: guesses[q]! };
    }),
  };
}

/** A document that may be shown. */
function fresh(random: () => number): string {
  for (;;) {
    const document = factualDocument(random);
    if (isSafe(document)) return document;
  }
}

/** Beginnings of texts of the pocket world, each about another subject. */
const beginnings = (random: () => number): string[] =>
  shuffled(subjects, random)
    .slice(0, BEGINNINGS.drawn)
    .map(({ noun }) => `Facts about ${noun}.`);

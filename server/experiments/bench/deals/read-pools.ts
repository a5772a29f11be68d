import { seeded } from "../../../../shared/random/seeded.ts";
import { openEngine } from "../../../ml/engine/engine.ts";
import { readCheckpoint } from "../../../ml/model/checkpoint.ts";
import { loadTokenizer } from "../../../ml/tokenizer/load-tokenizer.ts";
import { openLearner } from "../../../trainer/learner.ts";
import { safeAnswers } from "../../../trainer/pool/answer-pool.ts";
import { POCKET_SHAPE } from "../../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../../world/prompts.ts";
import { isSafe } from "../../../world/safety.ts";
import { answersOf, heldOutQuestions } from "../../crowd/answers-of.ts";
import type { Answer } from "../../crowd/taste.ts";
import { spreadOf, trainingPool } from "../../simulate/training-pool.ts";

/** Answers with their scaled features. */
export interface ReadAnswers {
  readonly answers: readonly Answer[];
  readonly features: readonly Float32Array[];
}

/** What one seed deals from: as many fresh pools as rounds, and answers to held-out prompts to be judged by. */
export interface ReadPools {
  readonly pools: readonly (ReadAnswers & { readonly groups: readonly (readonly number[])[] })[];
  readonly heldOut: ReadAnswers;
}

/** Samples and reads all answers of a seed once: it takes far longer than all that is then learnt from them. */
export async function readPools(folder: string, seed: number, rounds: number, onPool: () => void): Promise<ReadPools> {
  const [start, tokenizer] = [await readCheckpoint(folder), await loadTokenizer(folder)];
  const prompts = trainPrompts.map((prompt) => prompt.text);
  const setting = { engine: await openEngine("auto"), start, tokenizer, prompts, shape: POCKET_SHAPE, seed };
  const learner = await openLearner(setting);
  const random = seeded(seed * 31 + 7);
  const decode = (tokens: readonly number[]) => tokenizer.decode(tokens);
  try {
    const pools: ReadPools["pools"][number][] = [];
    for (let round = 0; round < rounds; round++) {
      const pool = await trainingPool(learner, decode, random);
      const different = safeAnswers(pool, isSafe).map((group) => {
        const texts = new Map(group.map((index) => [pool.texts[index]!, index]));
        return [...texts.values()];
      });
      pools.push({ answers: spreadOf(pool), features: pool.readings.map(learner.scale), groups: different });
      onPool();
    }
    const model = { sample: learner.sample, read: learner.reference.read, wordsOf: learner.wordsOf, decode };
    const { answers, readings } = await answersOf(model, heldOutQuestions(), random);
    return { pools, heldOut: { answers, features: readings.map(learner.scale) } };
  } finally {
    await learner.dispose();
  }
}

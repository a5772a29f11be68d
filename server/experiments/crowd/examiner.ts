import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { responseWords, tokenTexts } from "../../ml/model/response-words.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openReferenceModel } from "../../ml/training/reference-model.ts";
import { conservativeReward, ENSEMBLE } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale } from "../../reward/reward-features.ts";
import type { RewardModel } from "../../reward/reward-folder.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { answersOf, type MeasuredAnswers } from "./measure-policy.ts";

const ROWS = 64;

/** Lets versions of one model answer questions without a server. */
export interface Examiner {
  /** What a version answers, read by version 0. */
  answers(version: Checkpoint, questions: readonly string[], random: () => number): Promise<MeasuredAnswers>;
  /** A reward model's scores of answers. */
  rewards(model: RewardModel, answers: MeasuredAnswers): number[];
  dispose(): Promise<void>;
}

/** @param first version 0: the reference, and the trunk of the reward model */
export async function openExaminer(engine: Engine, first: Checkpoint, tokenizer: Tokenizer): Promise<Examiner> {
  const reference = openReferenceModel(engine, first.config, first.weights, POCKET_SHAPE);
  const responseWindow = POCKET_SHAPE.windows.at(-1)!;
  const generator = await openGenerator(engine, first.config, first.weights, {
    ...POCKET_SHAPE,
    rows: ROWS,
    responseWindow,
  });
  const texts = tokenTexts(tokenizer.decode, first.config.vocabSize);
  return {
    async answers({ weights }, questions, random) {
      const version = await generator.withWeights(weights);
      try {
        return await answersOf(
          {
            sample: (texts) =>
              version.generate(
                texts.map((text) => tokenizer.encodePrompt(text)),
                { random },
              ),
            read: (sequences) => reference.read(sequences),
            wordsOf: (tokens) => responseWords(tokens, (id) => texts[id]!),
            decode: (tokens) => tokenizer.decode(tokens),
          },
          questions,
          random,
        );
      } finally {
        await version.dispose();
      }
    },
    rewards: ({ scale, ensemble }, { readings }) =>
      readings.map((reading) =>
        conservativeReward(ensemble, applyFeatureScale(scale, reading.features), ENSEMBLE.conservatism),
      ),
    async dispose() {
      await generator.dispose();
      await reference.dispose();
    },
  };
}

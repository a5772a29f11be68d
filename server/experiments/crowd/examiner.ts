import { seeded } from "../../../shared/random/seeded.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { openGenerators } from "../../ml/model/generators.ts";
import { freshAdapter, type LowRank } from "../../ml/model/low-rank-adapter.ts";
import { responseWords, tokenTexts } from "../../ml/model/response-words.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openReferenceModel, type SequenceShape } from "../../ml/training/reference-model.ts";
import { readTexts } from "../../ml/training/text-readings.ts";
import { adapterOn } from "../../ml/training/trainable.ts";
import { conservativeReward, ENSEMBLE } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale } from "../../reward/reward-features.ts";
import type { RewardModel } from "../../reward/reward-folder.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { answersOf, type MeasuredAnswers } from "./measure-policy.ts";

/** How versions are held and asked. */
export interface ExaminerPlan {
  readonly shape: SequenceShape;
  /** Answers that are drawn at once. */
  readonly rows: number;
  /** Versions are adapters of this kind, and no models of their own. */
  readonly adapter?: LowRank;
  readonly threads?: number;
}

const POCKET_PLAN: ExaminerPlan = { shape: POCKET_SHAPE, rows: 64 };

/** Lets versions of one model answer questions without a server. */
export interface Examiner {
  /** What a version answers, read by version 0. Its weights are those that training moves. */
  answers(
    version: Pick<Checkpoint, "weights">,
    questions: readonly string[],
    random: () => number,
  ): Promise<MeasuredAnswers>;
  /** A reward model's scores of answers. */
  rewards(model: RewardModel, answers: MeasuredAnswers): number[];
  dispose(): Promise<void>;
}

/** @param first version 0: the reference, and the trunk of the reward model; with adapters, what they are adapters to */
export async function openExaminer(
  engine: Engine,
  first: Checkpoint,
  tokenizer: Tokenizer,
  { shape, rows, adapter, threads = 1 }: ExaminerPlan = POCKET_PLAN,
): Promise<Examiner> {
  const { config } = first;
  const { frozen, hold } = adapter === undefined ? { frozen: {}, hold: {} } : adapterOn(first, adapter, threads);
  const moved = adapter === undefined ? first.weights : freshAdapter(config, adapter, seeded(1));
  const read = openReferenceModel(engine, config, adapter === undefined ? first.weights : frozen, shape, hold);
  const reference = readTexts(read, tokenizer.decode);
  const plan = { ...shape, rows, responseWindow: shape.windows.at(-1)! };
  const all = { ...frozen, ...moved };
  const generator = await (adapter === undefined
    ? openGenerator(engine, config, all, plan)
    : openGenerators(engine, config, all, plan, hold));
  const texts = tokenTexts(tokenizer.decode, config.vocabSize);
  return {
    async answers({ weights }, questions, random) {
      const version = await generator.withWeights({ ...frozen, ...weights });
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

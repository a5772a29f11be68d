import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint, writeSequenceClassifier } from "../../ml/model/checkpoint.ts";
import { openGenerator } from "../../ml/model/generator.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openReferenceModel } from "../../ml/training/reference-model.ts";
import { readTexts } from "../../ml/training/text-readings.ts";
import type { RewardModelRecord } from "../../ports/models.ts";
import { distilScore, rankAgreement } from "../../reward/distilled-score.ts";
import { headScores } from "../../reward/reward-ensemble.ts";
import { applyFeatureScale, lastStateOf } from "../../reward/reward-features.ts";
import type { RewardModel } from "../../reward/reward-folder.ts";
import { dot } from "../../stats/linear-algebra.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { prompts } from "../../world/prompts.ts";
import { rewardCard } from "./checkpoint-card.ts";

/** Answers a prompt, by the starting model and by the newest policy each: the reward model is asked about both kinds. */
const ANSWERS = 8;
const SEED = 1;

export interface RewardSource {
  readonly model: RewardModel;
  readonly record: RewardModelRecord;
  /** The starting model: the trunk of the reward model. */
  readonly startFolder: string;
  readonly policyFolder: string;
}

/**
 * Writes the reward model in the classifier's layout. That has one linear head on the state at the end, ours reads more, so the head
 * is fitted to our scores of fresh answers to training prompts.
 * @returns lines that say how well the two agree on held-out prompts
 */
export async function exportRewardModel(
  folder: string,
  { model, record, startFolder, policyFolder }: RewardSource,
): Promise<string> {
  const start = await readCheckpoint(startFolder);
  const tokenizer = await loadTokenizer(startFolder);
  process.stderr.write("Sampling answers that the reward model is asked about\n");
  const engine = await openEngine("auto");
  const asked = prompts.flatMap((prompt) => Array.from({ length: ANSWERS }, () => prompt));
  const first = await openGenerator(engine, start.config, start.weights, {
    ...POCKET_SHAPE,
    responseWindow: POCKET_SHAPE.windows.at(-1)!,
  });
  const second = await first.withWeights((await readCheckpoint(policyFolder)).weights);
  const encoded = asked.map(({ text }) => tokenizer.encodePrompt(text));
  const sampling = { random: seeded(SEED) };
  const answers = [...(await first.generate(encoded, sampling)), ...(await second.generate(encoded, sampling))];
  await second.dispose();
  await first.dispose();

  const read = openReferenceModel(engine, start.config, start.weights, POCKET_SHAPE);
  const reference = readTexts(read, tokenizer.decode);
  const readings = await reference.read(answers);
  await reference.dispose();
  const samples = readings.map(({ features }, i) => ({
    prompt: asked[i % asked.length]!,
    isPolicys: i >= asked.length,
    state: lastStateOf(start.config, features),
    score: headScores(model.ensemble, applyFeatureScale(model.scale, features))[0]!,
  }));
  const [train, heldOut] = (["train", "heldout"] as const).map((split) =>
    samples.filter(({ prompt }) => prompt.split === split),
  ) as [typeof samples, typeof samples];
  const head = distilScore(
    train.map(({ state }) => state),
    train.map(({ score }) => score),
  );
  const agreement = (some: typeof samples) => ({
    ...rankAgreement(
      some.map(({ state }) => dot(head, state)),
      some.map(({ score }) => score),
      some.map(({ prompt }) => prompt.id),
    ),
    answers: some.length,
  });
  const facts = {
    all: agreement(heldOut),
    policys: agreement(heldOut.filter(({ isPolicys }) => isPolicys)),
    comparisons: record.metrics.comparisons ?? 0,
  };
  await writeSequenceClassifier(folder, start, head, startFolder, { "README.md": rewardCard(facts) });
  const told = ({ answers, correlation, pairwise, pairs }: typeof facts.all) =>
    `${answers} answers: rank correlation ${correlation.toFixed(3)}, same order in ${(100 * pairwise).toFixed(1)}% of ${pairs} pairs`;
  return (
    "Agreement with the arena's own reward model on answers to held-out prompts\n" +
    `  the starting model's and the newest policy's, ${told(facts.all)}\n` +
    `  the newest policy's alone, ${told(facts.policys)}\n`
  );
}

import { PRINCIPLES } from "../../../shared/protocol/principles.ts";
import { seeded } from "../../../shared/random/seeded.ts";
import { openPocketReviser } from "../../external/constitution/reviser.ts";
import { type Engine, openEngine } from "../../ml/engine/engine.ts";
import { type Checkpoint, readCheckpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator, TOP_P } from "../../ml/model/generator.ts";
import { loadTokenizer, type PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { demonstration } from "../../world/demonstration.ts";
import { describeAnswer, TRUTHS } from "../../world/describe-answer.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import { heldoutPrompts, PROMPT_SPLITS, prompts } from "../../world/prompts.ts";
import { wordsOf } from "../../world/sentences.ts";
import { formatList, formatTable, percent } from "../terminal/table.ts";
import { demonstrations } from "./sft.ts";

const ANSWERS_PER_PROMPT = 20;
const SAMPLES = 30;

/** Prints a model's held-out perplexity, what the world's own grammar says of its answers and revisions to held-out prompts, and samples. */
export async function quality({ folder, seed }: { folder: string; seed: number }): Promise<void> {
  const { config, weights } = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const engine = await openEngine("auto");
  const random = seeded(seed + 20);
  const model = openLanguageModel(engine, config, weights, POCKET_SHAPE);
  const reference = demonstrations(tokenizer, "heldout", random);
  const loss = await model.evaluate(Array.from({ length: 1_000 }, reference));
  await model.dispose();
  const asked = prompts
    .filter((prompt) => prompt.split !== "train")
    .flatMap((prompt) => Array.from({ length: ANSWERS_PER_PROMPT }, () => prompt));
  const generator = await openGenerator(engine, config, weights, {
    ...POCKET_SHAPE,
    rows: 64,
    responseWindow: POCKET_SHAPE.windows.at(-1)!,
  });
  const generated = await generator.generate(
    asked.map(({ text }) => tokenizer.encodePrompt(text)),
    { random },
  );
  await generator.dispose();
  const all = generated.map(({ response }, i) => {
    const { text: prompt, split } = asked[i]!;
    const text = tokenizer.decode(response);
    return { prompt, split, text, ended: response.at(-1) === tokenizer.eosId, reading: describeAnswer(prompt, text) };
  });
  const answers = all.filter(({ split }) => split === "heldout");
  const count = (some: typeof all, holds: (one: (typeof all)[number]) => boolean) =>
    percent(some.filter(holds).length / some.length);
  const rows = PROMPT_SPLITS.filter((split) => split !== "train").map((split) => {
    const some = all.filter((one) => one.split === split);
    return [
      split,
      String(new Set(some.map(({ prompt }) => prompt)).size),
      String(some.length),
      count(some, ({ ended }) => ended),
      count(some, ({ reading }) => reading.grammatical),
      count(some, ({ reading }) => reading.onTopic),
      TRUTHS.map((truth) => count(some, ({ reading }) => reading.truth === truth)).join(" / "),
      percent(new Set(some.map(({ text }) => text)).size / some.length),
    ];
  });
  const perplexity = `${Math.exp(loss).toFixed(3)} (1,000 demonstrations of held-out prompts)`;
  process.stdout.write(formatList([["held-out perplexity", perplexity]]));
  const head = ["prompts", "number", "answers", "ended", "grammatical", "on topic", "true / myth / none", "distinct"];
  process.stdout.write(`Answers at top-p ${TOP_P}\n${formatTable(head, rows)}`);
  process.stdout.write(await revisionQuality(engine, { config, weights }, tokenizer, random));
  for (let i = 0; i < SAMPLES; i++) {
    const { prompt, text } = answers[Math.floor((i * answers.length) / SAMPLES)]!;
    process.stdout.write(`- ${prompt} => ${text}\n`);
  }
}

const DRAFTS = 240;

/** A table of how a model revises fresh answers to held-out prompts, by principle. Shares are of all drafts that break the principle. */
async function revisionQuality(
  engine: Engine,
  checkpoint: Checkpoint,
  tokenizer: PocketTokenizer,
  random: () => number,
): Promise<string> {
  const reviser = await openPocketReviser(engine, checkpoint, tokenizer, random);
  const lines: string[][] = [];
  for (const principle of PRINCIPLES) {
    const { obeys } = knownPrinciples[principle];
    const drafts = Array.from({ length: DRAFTS }, () => {
      const prompt = heldoutPrompts[Math.floor(random() * heldoutPrompts.length)]!;
      return { prompt: prompt.text, draft: demonstration(prompt, random), principle };
    }).filter(({ prompt, draft }) => !obeys(describeAnswer(prompt, draft)));
    const revised = await reviser.revise(drafts);
    const whole = revised.flatMap((one, i) => (one === null ? [] : [{ ...one, ...drafts[i]! }]));
    const readings = whole.map(({ prompt, revision }) => describeAnswer(prompt, revision));
    const kept = whole.map(({ draft, revision }) => sharedWords(draft, revision));
    const share = (count: number) => percent(count / drafts.length, 0);
    lines.push([
      principle,
      String(drafts.length),
      share(whole.length),
      share(readings.filter(obeys).length),
      share(readings.filter(({ grammatical }) => grammatical).length),
      percent(kept.reduce((a, b) => a + b, 0) / Math.max(1, kept.length), 0),
    ]);
  }
  await reviser.dispose();
  return formatTable(["revises by", "drafts", "whole", "obeys", "grammatical", "words kept"], lines);
}

/** Share of a revision's words that stood in the draft. */
function sharedWords(draft: string, revision: string): number {
  const known = new Set(wordsOf(draft));
  const words = wordsOf(revision);
  return words.filter((word) => known.has(word)).length / Math.max(1, words.length);
}

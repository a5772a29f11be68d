import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { openGenerator, TOP_P } from "../../ml/model/generator.ts";
import { loadTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { describeAnswer, TRUTHS } from "../../world/describe-answer.ts";
import { prompts } from "../../world/prompts.ts";
import { revisionQuality } from "./revision-quality.ts";
import { demonstrations } from "./sft.ts";

const ANSWERS_PER_PROMPT = 20;
const SAMPLES = 30;

/** Prints a model's held-out perplexity, what the world's own grammar says of its answers and revisions to held-out prompts, and samples. */
export async function quality({ folder, seed }: { folder: string; seed: number }): Promise<void> {
  const { config, weights } = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const engine = await openEngine("auto");
  const random = seeded(seed + 20);
  const model = openLanguageModel(engine, config, weights, { ...POCKET_SHAPE, threads: 1 });
  const reference = demonstrations(tokenizer, "heldout", random);
  const loss = await model.evaluate(Array.from({ length: 1_000 }, reference));
  await model.dispose();
  const asked = prompts
    .filter((prompt) => prompt.split === "heldout")
    .flatMap((prompt) => Array.from({ length: ANSWERS_PER_PROMPT }, () => prompt.text));
  const generator = await openGenerator(engine, config, weights, {
    ...POCKET_SHAPE,
    rows: 64,
    responseWindow: POCKET_SHAPE.windows.at(-1)!,
  });
  const generated = await generator.generate(
    asked.map((text) => tokenizer.encodePrompt(text)),
    { random },
  );
  await generator.dispose();
  const answers = generated.map((one, i) => ({ prompt: asked[i]!, text: tokenizer.decode(one.response) }));
  const readings = answers.map(({ prompt, text }) => describeAnswer(prompt, text));
  const share = (count: number) => `${((100 * count) / answers.length).toFixed(1)}%`;
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(`held-out perplexity  ${Math.exp(loss).toFixed(3)} (1,000 demonstrations of held-out prompts)`);
  print(
    `answers              ${answers.length}, to ${asked.length / ANSWERS_PER_PROMPT} held-out prompts, top-p ${TOP_P}`,
  );
  print(`ended by themselves  ${share(generated.filter((one) => one.response.at(-1) === tokenizer.eosId).length)}`);
  print(`grammatical          ${share(readings.filter((one) => one.grammatical).length)}`);
  print(`on topic             ${share(readings.filter((one) => one.onTopic).length)}`);
  print(
    `true / myth / none   ${TRUTHS.map((truth) => share(readings.filter((one) => one.truth === truth).length)).join(" / ")}`,
  );
  print(`distinct answers     ${share(new Set(answers.map((one) => one.text)).size)}`);
  print(await revisionQuality(engine, { config, weights }, tokenizer, random));
  for (let i = 0; i < SAMPLES; i++) {
    const { prompt, text } = answers[Math.floor((i * answers.length) / SAMPLES)]!;
    print(`- ${prompt} => ${text}`);
  }
}

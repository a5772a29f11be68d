import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { ON_POLICY } from "../../server/methods/on-policy.ts";
import { openEngine } from "../../server/ml/engine/engine.ts";
import { readCheckpoint, writeCheckpoint, writeFolder } from "../../server/ml/model/checkpoint.ts";
import { freshAdapter } from "../../server/ml/model/low-rank-adapter.ts";
import { formatPeftAdapter } from "../../server/ml/model/peft-adapter.ts";
import type { NamedTensors } from "../../server/ml/model/safetensors.ts";
import { openDpo } from "../../server/ml/training/dpo.ts";
import { referPairs } from "../../server/ml/training/preference-pair.ts";
import { openReferenceModel } from "../../server/ml/training/reference-model.ts";
import { seeded } from "../../shared/random/seeded.ts";
import type { GivenFiles } from "./process-engine.ts";
import { TINY_SHAPE, tinyTokenizer } from "./tiny-learner.ts";

/** A training engine's job: makes a candidate of what lies in its folder, as its second argument says. */
const [folder = "", way = ""] = process.argv.slice(2);
const given = JSON.parse(await readFile(join(folder, "given.json"), "utf8")) as GivenFiles;
const start = await readCheckpoint(given.base);
const out = join(folder, "out");

const save = (weights: NamedTensors) => writeCheckpoint(out, { config: start.config, weights }, given.base);
/** The starting model's weights, each changed. */
const each = (change: (value: number, random: () => number) => number): NamedTensors => {
  const random = seeded(7);
  return Object.fromEntries(
    Object.entries(start.weights).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => change(value, random)) },
    ]),
  );
};

/** The project's own DPO on the comparisons. */
async function dpo(): Promise<NamedTensors> {
  const engine = await openEngine("onnx");
  const { config, weights } = start;
  const reference = openReferenceModel(engine, config, weights, TINY_SHAPE);
  const sequence = (prompt: string, text: string) => ({
    prompt: tinyTokenizer.encodePrompt(prompt),
    response: [...tinyTokenizer.encode(text), tinyTokenizer.eosId],
  });
  const decided = given.comparisons.filter(({ label }) => label !== 0.5);
  const pairs = decided.map(({ prompt, a, b, label }) => {
    const [chosen, rejected] = label > 0.5 ? [a, b] : [b, a];
    return {
      chosen: sequence(prompt, chosen),
      rejected: sequence(prompt, rejected),
      share: Math.max(label, 1 - label),
    };
  });
  const referred = await referPairs(reference, pairs);
  const trainer = openDpo(engine, config, weights, TINY_SHAPE, {
    objective: { loss: "sigmoid", labelNoise: 0 },
    optimizer: ON_POLICY.optimizer,
  });
  for (let epoch = 0; epoch < 2; epoch++)
    for (let at = 0; at < referred.length; at += trainer.pairs)
      await trainer.step(referred.slice(at, at + trainer.pairs), 0.5, 3e-4);
  const made = trainer.weights();
  await trainer.dispose();
  await reference.dispose();
  return made;
}

const WAYS: Readonly<Record<string, () => Promise<void>>> = {
  dpo: async () => save(await dpo()),
  /** Noise for weights: what it says is no text. */
  degenerate: () => save(each((value, random) => value + 4 * (random() - 0.5))),
  notNumbers: () => save(each((value, random) => (random() < 0.001 ? Number.NaN : value))),
  /** A model of another vocabulary. */
  otherBase: () => {
    const config = { ...start.config, intermediateSize: start.config.intermediateSize / 2 };
    const weights = Object.fromEntries(
      Object.entries(start.weights).map(([name, { shape, values }]) => {
        const dims = shape.map((size) => (size === start.config.intermediateSize ? config.intermediateSize : size));
        return [
          name,
          {
            shape: dims,
            values: values.slice(
              0,
              dims.reduce((a, b) => a * b, 1),
            ),
          },
        ];
      }),
    );
    return writeCheckpoint(out, { config, weights }, given.base);
  },
  adapter: () => {
    const lowRank = { rank: 2, alpha: 4, targets: ["v_proj", "q_proj"] } as const;
    const random = seeded(3);
    const fresh = Object.entries(freshAdapter(start.config, lowRank, random)).map(([name, { shape, values }]) => [
      name,
      { shape, values: values.map((value) => value + 0.02 * (random() - 0.5)) },
    ]);
    const files = formatPeftAdapter(Object.fromEntries(fresh), lowRank, start.config, given.base);
    return writeFolder(out, files);
  },
  crash: () => Promise.reject(new Error("the GPU ran out of memory")),
  nothing: async () => {},
  endless: () => new Promise(() => setInterval(() => {}, 60_000)),
};

try {
  console.log(`training by ${way}: 50%`);
  await WAYS[way]!();
  console.log("done");
  await writeFile(join(folder, "ended"), "0");
} catch (error) {
  console.log(`Error: ${error instanceof Error ? error.message : String(error)}`);
  await writeFile(join(folder, "ended"), "1");
}
process.exit(0);

import { mkdir } from "node:fs/promises";
import { seeded } from "../../../shared/random/seeded.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import type { Sequence } from "../../ml/model/batch-layout.ts";
import { writeCheckpoint } from "../../ml/model/checkpoint.ts";
import { initialWeights } from "../../ml/model/initial-weights.ts";
import { parameterCount } from "../../ml/model/llama-config.ts";
import { loadTokenizer, type PocketTokenizer, specialTokens } from "../../ml/tokenizer/load-tokenizer.ts";
import { saveTokenizer } from "../../ml/tokenizer/save-tokenizer.ts";
import { trainBpe } from "../../ml/tokenizer/train-bpe.ts";
import { openLanguageModel } from "../../ml/training/language-model.ts";
import { trainLanguageModel } from "../../ml/training/train-language-model.ts";
import { wholeModel } from "../../ml/training/trainable.ts";
import { POCKET } from "../../trainer/start/pocket-shape.ts";
import { type ReadingStage, stageFiles, stagesAfter } from "../../trainer/start/reading-stages.ts";
import { demonstration } from "../../world/demonstration.ts";
import { pretrainingDocument } from "../../world/pretraining-document.ts";
import { prompts } from "../../world/prompts.ts";
import { wordsOf } from "../../world/sentences.ts";
import { languageModelBar } from "../terminal/progress.ts";

export interface PretrainOptions {
  readonly out: string;
  readonly seed: number;
  readonly steps: number;
  readonly threads: number;
}

/** Small batches, since a model of this size learns more from more steps than from bigger ones. */
const ROWS = 16;
/** Tokens of a packed row, its first included. */
const ROW_TOKENS = 97;
const TOKENIZER_DOCUMENTS = 30_000;
const HELD_OUT_ROWS = 96;

/** Trains the tokenizer and a decoder from scratch on the pocket world's documents; the model is kept at stages of its reading too. */
export async function pretrain({ out, seed, steps, threads }: PretrainOptions): Promise<void> {
  await mkdir(out, { recursive: true });
  const tokenizer = await trainTokenizer(out, seed);
  const config = { ...POCKET, vocabSize: tokenizer.vocabSize };
  const engine = await openEngine("auto");
  process.stdout.write(`${parameterCount(config)} parameters, engine ${engine.name} (${engine.reason})\n`);
  const shape = {
    rows: ROWS,
    promptWindow: 1,
    windows: [ROW_TOKENS - 1],
    padId: tokenizer.padId,
    eosId: tokenizer.eosId,
  };
  const weights = initialWeights(config, seeded(seed));
  const model = openLanguageModel(engine, config, weights, shape, wholeModel(config, threads));
  const reading = packer(tokenizer, seeded(seed + 1));
  const heldOut = packer(tokenizer, seeded(seed + 2));
  const stages: ReadingStage[] = [];
  const bar = languageModelBar("pretraining", steps);
  await trainLanguageModel(model, {
    steps,
    warmup: 100,
    peak: 2.5e-3,
    batch: () => Array.from({ length: ROWS }, reading.row),
    heldOut: Array.from({ length: HELD_OUT_ROWS }, heldOut.row),
    onStep(done) {
      bar.update(done);
      for (const read of stagesAfter(done.step, steps))
        stages.push({ read, words: reading.words(), weights: model.weights() });
    },
  }).finally(bar.stop);
  await writeCheckpoint(out, { config, weights: model.weights() }, out, stageFiles(seed, stages));
  await model.dispose();
}

async function trainTokenizer(folder: string, seed: number): Promise<PocketTokenizer> {
  const random = seeded(seed + 3);
  const train = prompts.filter((prompt) => prompt.split === "train");
  function* texts() {
    for (const prompt of train) yield ` ${prompt.text}`;
    for (let i = 0; i < TOKENIZER_DOCUMENTS; i++) {
      yield ` ${pretrainingDocument(random)}`;
      yield ` ${demonstration(train[i % train.length]!, random)}`;
    }
  }
  await saveTokenizer(
    folder,
    trainBpe(texts(), { vocabSize: POCKET.vocabSize, specials: specialTokens }),
    POCKET.context,
  );
  return loadTokenizer(folder);
}

/** Rows of documents end to end, with an `<eos>` after each. A document that is cut goes on in the next row. */
function packer(tokenizer: PocketTokenizer, random: () => number) {
  let rest: number[] = [];
  let words = 0;
  return {
    row(): Sequence {
      while (rest.length < ROW_TOKENS - 1) {
        const document = pretrainingDocument(random);
        words += wordsOf(document).length;
        rest.push(...tokenizer.encode(document), tokenizer.eosId);
      }
      const response = rest.slice(0, ROW_TOKENS - 1);
      rest = rest.slice(ROW_TOKENS - 1);
      return { prompt: [tokenizer.bosId], response };
    },
    /** Of the documents that rows were made of. */
    words: () => words,
  };
}

import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadTokenizer, type PocketTokenizer, specialTokens } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { saveTokenizer } from "../../../../server/ml/tokenizer/save-tokenizer.ts";
import { trainBpe } from "../../../../server/ml/tokenizer/train-bpe.ts";
import { demonstration } from "../../../../server/world/demonstration.ts";
import { pick } from "../../../../server/world/grammar/template.ts";
import { pretrainingDocument } from "../../../../server/world/pretraining-document.ts";
import { prompts, trainPrompts } from "../../../../server/world/prompts.ts";
import { wordsOf } from "../../../../server/world/sentences.ts";
import { seeded } from "../../../../shared/random/seeded.ts";

let folder: string;
let tokenizer: PocketTokenizer;
const random = seeded(41);
const answer = () => demonstration(pick(trainPrompts, random), random);
const corpus = Array.from({ length: 6000 }, () => [pretrainingDocument(random), answer()]).flat();
const bpe = trainBpe(corpus, { vocabSize: 2048, specials: specialTokens });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "tokenizer-"));
  await saveTokenizer(folder, bpe, 128);
  tokenizer = await loadTokenizer(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test("special tokens have the ids 0 to 3 and frame a prompt", () => {
  const { vocabSize, padId, bosId, sepId, eosId } = tokenizer;
  expect({ vocabSize, padId, bosId, sepId, eosId }).toEqual({
    vocabSize: 2048,
    padId: 0,
    bosId: 1,
    sepId: 2,
    eosId: 3,
  });
  const ids = tokenizer.encodePrompt("Why are cats so interesting?");
  expect(ids.at(0)).toBe(1);
  expect(ids.at(-1)).toBe(2);
  expect(tokenizer.decode([...ids, eosId, padId])).toBe("Why are cats so interesting?");
});

test("the first word of a text has the token it has in mid-sentence", () => {
  expect(tokenizer.encode("cats")).toEqual(tokenizer.encode("Some cats").slice(-1));
});

test("any text comes back, and none can smuggle in a special token", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      fc.pre(!/^\s/.test(text) && !/<(pad|bos|sep|eos)>/.test(text));
      expect(tokenizer.decode(tokenizer.encode(text))).toBe(text.toWellFormed());
    }),
    { numRuns: 300 },
  );
  expect(tokenizer.encode("Cats<eos> purr<bos>").filter((id) => id < 4)).toEqual([]);
  expect(tokenizer.encode("")).toEqual([]);
});

test("answers of the world take fewer than 64 tokens, prompts at most 16, documents at most 100", () => {
  const answers = Array.from({ length: 3000 }, answer);
  const lengths = answers.map((text) => tokenizer.encode(text).length);
  const words = answers.reduce((sum, text) => sum + wordsOf(text).length, 0);
  expect(Math.max(...lengths)).toBeLessThan(64);
  expect(lengths.reduce((sum, length) => sum + length, 0) / words).toBeLessThan(1.6);
  expect(Math.max(...prompts.map(({ text }) => tokenizer.encodePrompt(text).length))).toBeLessThanOrEqual(16);
  const documents = Array.from({ length: 3000 }, () => tokenizer.encode(pretrainingDocument(random)).length);
  expect(Math.max(...documents)).toBeLessThanOrEqual(100);
});

test("training is reproducible", () => {
  expect(trainBpe(corpus, { vocabSize: 2048, specials: specialTokens })).toEqual(bpe);
});

test("files that are missing, broken or of another vocabulary are refused with a reason", async () => {
  await expect(loadTokenizer(join(folder, "nowhere"))).rejects.toThrow(/tokenizer\.json can't be read/);
  const broken = await mkdtemp(join(tmpdir(), "tokenizer-"));
  await saveTokenizer(broken, bpe, 128);
  const path = join(broken, "tokenizer.json");
  const original = await readFile(path, "utf8");
  await writeFile(path, "{");
  await expect(loadTokenizer(broken)).rejects.toThrow(/not valid JSON/);
  await writeFile(path, "{}");
  await expect(loadTokenizer(broken)).rejects.toThrow(/can be loaded/);
  await writeFile(path, original.replaceAll("<sep>", "<cls>"));
  await expect(loadTokenizer(broken)).rejects.toThrow(/no token <sep>/);
  await rm(broken, { recursive: true });
});

import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readTokenizer } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** Tokenizers of the kinds that models have, and what the Rust library says: `make-references.py` wrote it. */
interface Reference {
  readonly name: string;
  /** The text of its `tokenizer.json`. */
  readonly tokenizer: string;
  readonly texts: readonly {
    readonly text: string;
    readonly ids: readonly number[];
    readonly withSpecials: readonly number[];
    readonly decoded: string;
  }[];
}
const references = JSON.parse(
  readFileSync(new URL("references.json", import.meta.url), "utf8"),
) as readonly Reference[];
const GEMMA = JSON.parse(references.find(({ name }) => name === "Gemma")!.tokenizer) as {
  readonly model: { readonly vocab: Readonly<Record<string, number>> };
};

let root: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  root = temporaryFolder();
});
afterEach(() => root.remove());

async function read(tokenizer: string) {
  const folder = join(root.path, "model");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "tokenizer.json"), tokenizer);
  return readTokenizer(folder);
}

test.each(references)("a tokenizer as $name has it gives the ids of the Rust library", async ({ tokenizer, texts }) => {
  const { inner, encodeText } = await read(tokenizer);
  const found = texts.map(({ text, ids }) => ({
    text,
    ids: encodeText(text, false),
    withSpecials: encodeText(text, true),
    decoded: inner.decode([...ids], { skip_special_tokens: true, clean_up_tokenization_spaces: false }),
  }));
  expect(found).toEqual(texts);
});

describe("is refused by what would be read otherwise:", () => {
  const step = (one: object) => ({ type: "Sequence", pretokenizers: [{ type: "Digits" }, one] });
  const split = (behavior: string, invert = false) =>
    step({ type: "Split", pattern: { Regex: "\\d" }, behavior, invert });
  const { "<0xE3>": _, ...withoutByte } = GEMMA.model.vocab;
  test.each<[string, object, RegExp]>([
    [
      "a compiled table",
      { normalizer: { type: "Sequence", normalizers: [{ type: "Precompiled" }] } },
      /a compiled table \("Precompiled"\), which can't be read here. Choose/,
    ],
    ["words in ASCII", { pre_tokenizer: { type: "Whitespace" } }, /"Whitespace", whose words/],
    ["digits split together", { pre_tokenizer: split("Contiguous") }, /"Split" with the behaviour Contiguous/],
    [
      "a digit before its word",
      { pre_tokenizer: split("MergedWithNext") },
      /"Split" with the behaviour MergedWithNext/,
    ],
    ["what lies between", { pre_tokenizer: split("Isolated", true) }, /"Split" with the behaviour Isolated, inverted/],
    [
      "no punctuation",
      { pre_tokenizer: step({ type: "Punctuation", behavior: "Removed" }) },
      /"Punctuation" with the behaviour Removed/,
    ],
    [
      "a token that is a word",
      { added_tokens: [{ id: 299, content: "cat", single_word: true }] },
      /the token "cat" that stands for a word of its own alone/,
    ],
    [
      "a byte that is missing",
      { model: { ...GEMMA.model, vocab: withoutByte } },
      /"byte_fallback" and no token <0xE3> for that byte/,
    ],
    ["whole words", { model: { type: "WordLevel", vocab: { why: 0 } } }, /whole words as tokens \("WordLevel"\)/],
  ])("%s", async (_, change, reason) => {
    await expect(read(JSON.stringify({ ...GEMMA, ...change }))).rejects.toThrow(reason);
    await expect(read(JSON.stringify({ ...GEMMA, ...change }))).rejects.toThrow(/tokenizer.json/);
  });
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { refuseSecondVocabulary } from "../../../../server/ml/tokenizer/second-vocabulary.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

let root: ReturnType<typeof temporaryFolder>;
let folder: string;
beforeEach(async () => {
  root = temporaryFolder();
  folder = join(root.path, "model");
  await mkdir(folder);
});
afterEach(() => root.remove());

const write = (file: string, content: unknown) => writeFile(join(folder, file), JSON.stringify(content));
const ADDED = [{ content: "<end>", id: 2 }];

test.each([
  ["a record", { model: { vocab: { why: 0, sky: 1 } }, added_tokens: ADDED }],
  [
    "a list of pieces",
    {
      model: {
        vocab: [
          ["why", 0],
          ["sky", -1.5],
        ],
      },
      added_tokens: ADDED,
    },
  ],
])(
  "a second vocabulary beside %s may say the same, and is refused by the token of which it doesn't",
  async (_, tokenizer) => {
    await write("tokenizer.json", tokenizer);
    await refuseSecondVocabulary(folder);
    await write("vocab.json", { why: 0, sky: 1 });
    await write("added_tokens.json", { "<end>": 2 });
    await refuseSecondVocabulary(folder);
    await write("vocab.json", { why: 0, sky: 2 });
    await expect(refuseSecondVocabulary(folder)).rejects.toThrow(
      `${folder}: it has two vocabularies. "sky" is token 2 in vocab.json and 1 in tokenizer.json. Remove the one`,
    );
    await write("vocab.json", { cats: 0 });
    await expect(refuseSecondVocabulary(folder)).rejects.toThrow(
      '"cats" is token 0 in vocab.json and none in tokenizer.json',
    );
    await writeFile(join(folder, "vocab.json"), "{");
    await expect(refuseSecondVocabulary(folder)).rejects.toThrow("vocab.json is not JSON");
  },
);

import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readGgufTokenizer } from "../../../../server/ml/gguf/gguf-tokenizer.ts";
import type { GgufValue } from "../../../../server/ml/gguf/read-header.ts";
import { loadChatTokenizer } from "../../../../server/ml/tokenizer/chat-tokenizer.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

/** Ids of texts as the Rust library tokenizers and SentencePiece make them: `make-references.py` wrote them down. */
interface Vocabulary {
  readonly texts: readonly string[];
  readonly tokens: readonly string[];
  readonly types: readonly number[];
}
interface ByteLevel extends Vocabulary {
  readonly merges: readonly string[];
  /** By the way a text is cut. */
  readonly ids: Readonly<Record<string, readonly (readonly number[])[]>>;
}
interface Pieces extends Vocabulary {
  readonly prefix: boolean;
  readonly scores: readonly number[];
  readonly ids: readonly (readonly number[])[];
}
const [byteLevel, ...pieces] = JSON.parse(
  readFileSync(new URL("tokenizers.json", import.meta.url), "utf8"),
) as readonly [ByteLevel, ...Pieces[]];

let root: ReturnType<typeof temporaryFolder>;
beforeAll(() => {
  root = temporaryFolder();
});
afterAll(() => root.remove());

type Fields = Readonly<Record<string, GgufValue | undefined>>;
const headerOf = (fields: Fields) => ({
  fields: new Map(
    Object.entries(fields).flatMap(([name, value]): [string, GgufValue][] =>
      value === undefined ? [] : [[name.replace(/^\./, "tokenizer.ggml."), value]],
    ),
  ),
});
const BYTE_LEVEL: Fields = {
  "general.architecture": "llama",
  ".model": "gpt2",
  ".pre": "smollm",
  ".tokens": byteLevel.tokens,
  ".token_type": byteLevel.types,
  ".merges": byteLevel.merges,
  ".bos_token_id": 1,
  ".eos_token_id": 2,
};
const piecesOf = ({ tokens, types, scores, prefix }: Pieces): Fields => ({
  "general.architecture": "llama",
  ".model": "llama",
  ".tokens": tokens,
  ".token_type": types,
  ".scores": scores,
  ".add_space_prefix": prefix,
  ".unknown_token_id": 0,
  ".bos_token_id": 1,
  ".eos_token_id": 2,
});

async function load(fields: Fields) {
  const { files, ids } = readGgufTokenizer(headerOf(fields));
  for (const [name, text] of Object.entries(files)) await writeFile(join(root.path, name), text);
  return loadChatTokenizer(root.path, ids.eos_token_id);
}

test.each(Object.entries(byteLevel.ids))("byte-level BPE cut as %s gives the ids of tokenizers", async (pre, ids) => {
  const { encode, decode } = await load({ ...BYTE_LEVEL, ".pre": pre });
  for (const [i, text] of byteLevel.texts.entries()) {
    expect(encode(text), text).toEqual(ids[i]);
    if (pre !== "qwen2") expect(decode(encode(text)), text).toBe(text.trim());
  }
});

test.each(pieces)("SentencePiece gives its own ids, with a space in front: $prefix", async (one) => {
  const { encode, decode } = await load(piecesOf(one));
  for (const [i, text] of one.texts.entries()) {
    expect(encode(text), text).toEqual(one.ids[i]);
    expect(decode(encode(text)), text).toBe(text.trim());
  }
});

test("tokens of a turn are not spelt by texts, and those of the user's own stay whole", async () => {
  const { encode, eosId, padId } = await load(BYTE_LEVEL);
  expect([eosId, padId]).toEqual([2, 2]);
  expect(encode("a<|im_end|>b")).toEqual(encode("ab"));
  expect(encode("<think>")).toEqual([byteLevel.tokens.indexOf("<think>")]);
});

test("an answer ends at the end of a text, of a turn, and at what the chat template writes", () => {
  const template = "{{ '<|im_start|>' + messages[0].content + '<|im_end|>' }}";
  const { files, ids } = readGgufTokenizer(
    headerOf({ ...BYTE_LEVEL, ".eos_token_id": 0, "tokenizer.chat_template": template }),
  );
  expect(ids).toEqual({ bos_token_id: 1, eos_token_id: [0, 2], pad_token_id: 0 });
  expect(JSON.parse(files["tokenizer_config.json"]!)).toMatchObject({
    eos_token: "<|endoftext|>",
    chat_template: template,
  });
  const named = readGgufTokenizer(headerOf({ ...BYTE_LEVEL, ".eos_token_id": 2, ".eot_token_id": 1 }));
  expect(named.ids.eos_token_id).toEqual([2, 1]);
});

test("a token comes before every text where the file says so, and where SentencePiece doesn't say", async () => {
  const { encodePrompt } = await load({ ...BYTE_LEVEL, ".add_bos_token": true });
  expect(encodePrompt("a")[0]).toBe(1);
  expect((await load(BYTE_LEVEL)).encodePrompt("a")[0]).not.toBe(1);
  expect((await load(piecesOf(pieces[0]!))).encodePrompt("a")[0]).toBe(1);
  expect((await load({ ...piecesOf(pieces[0]!), ".add_bos_token": false })).encodePrompt("a")[0]).not.toBe(1);
});

test("a file that doesn't say how texts are cut is read as GPT-2's, and that is told", () => {
  expect(readGgufTokenizer(headerOf({ ...BYTE_LEVEL, ".pre": undefined })).notes).toHaveLength(1);
  expect(readGgufTokenizer(headerOf(BYTE_LEVEL)).notes).toEqual([]);
});

describe("is refused by field:", () => {
  const tokens = byteLevel.tokens;
  test.each<[string, Fields, RegExp]>([
    ["no vocabulary", { ...BYTE_LEVEL, ".tokens": undefined }, /has no vocabulary \(field "tokenizer.ggml.tokens"\)/],
    ["a kind that isn't known", { ...BYTE_LEVEL, ".model": "bert" }, /of the kind "bert" .* original folder/],
    ["a way to cut that isn't known", { ...BYTE_LEVEL, ".pre": "superbpe" }, /way "superbpe" .*Known are gpt-2/],
    ["no end", { ...BYTE_LEVEL, ".eos_token_id": undefined }, /lacks the field "tokenizer.ggml.eos_token_id"/],
    [
      "an end beyond the vocabulary",
      { ...BYTE_LEVEL, ".eos_token_id": 9_999 },
      /"tokenizer.ggml.eos_token_id" is 9999/,
    ],
    [
      "an end that is a text",
      { ...BYTE_LEVEL, ".eos_token_id": "2" },
      /eos_token_id" must be a whole number from 0, got 2/,
    ],
    ["types of other tokens", { ...BYTE_LEVEL, ".token_type": [1, 2] }, /token_type" has 2 entries for \d+ tokens/],
    ["no merges", { ...BYTE_LEVEL, ".merges": undefined }, /lacks the field "tokenizer.ggml.merges"/],
    [
      "a merge of what isn't there",
      { ...BYTE_LEVEL, ".merges": ["a \u00e6\u00e6"] },
      /entry 1 of field "tokenizer.ggml.merges"/,
    ],
    ["a token twice", { ...BYTE_LEVEL, ".tokens": tokens.with(9, tokens[8]!) }, /tokens" has .* twice, as 8 and 9/],
    ["no scores", { ...piecesOf(pieces[0]!), ".scores": undefined }, /scores" has no entries/],
    [
      "no bytes",
      { ...piecesOf(pieces[0]!), ".tokens": pieces[0]!.tokens.map((token) => token.replace("<0x41>", "<other>")) },
      /lacks the token <0x41> for a byte/,
    ],
  ])("%s", (_, fields, reason) => {
    expect(() => readGgufTokenizer(headerOf(fields))).toThrow(reason);
  });
});

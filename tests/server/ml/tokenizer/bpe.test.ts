import { expect, test } from "vitest";
import { specialTokens } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { byteSymbols, toByteSymbols, trainBpe } from "../../../../server/ml/tokenizer/train-bpe.ts";

const base = specialTokens.length + 256;

test("the 256 bytes have distinct symbols, a space GPT-2's", () => {
  expect(new Set(byteSymbols).size).toBe(256);
  expect(toByteSymbols(" aé\n")).toEqual(["Ġ", "a", "Ã", "©", "Ċ"]);
});

test("the commonest pair is merged first, then pairs of merged tokens", () => {
  const { vocab, merges } = trainBpe(["cb cb zcb cbd cbd cbd"], { vocabSize: base + 3, specials: specialTokens });
  expect(merges).toEqual([
    ["c", "b"],
    ["Ġ", "cb"],
    ["Ġcb", "d"],
  ]);
  expect(vocab.slice(0, 4)).toEqual(["<pad>", "<bos>", "<sep>", "<eos>"]);
  expect(vocab.slice(base)).toEqual(["cb", "Ġcb", "Ġcbd"]);
});

test("of equally frequent pairs the one with the lowest ids is merged", () => {
  const { vocab } = trainBpe(["yx yx"], { vocabSize: base + 1, specials: specialTokens });
  expect(vocab.slice(base)).toEqual(["Ġy"]);
});

test("overlapping repeats merge from the left", () => {
  const { vocab } = trainBpe(["aaa aaa"], { vocabSize: base + 3, specials: specialTokens });
  expect(vocab.slice(base)).toEqual(["aa", "Ġaa", "Ġaaa"]);
});

test("merges never cross words or join letters and punctuation, and stop when nothing repeats", () => {
  const { vocab } = trainBpe(["hi, you! hi, you!"], { vocabSize: 1000, specials: specialTokens });
  expect(vocab).toContain("Ġhi");
  expect(vocab).toContain("Ġyou");
  expect(vocab.length).toBeLessThan(base + 10);
  for (const token of vocab.slice(base)) expect(token).not.toMatch(/[,!]|.Ġ/);
});

test("a vocabulary too small for the bytes is refused", () => {
  expect(() => trainBpe(["x"], { vocabSize: 200, specials: specialTokens })).toThrow(RangeError);
});

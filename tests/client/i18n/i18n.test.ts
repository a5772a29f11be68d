import { expect, test } from "vitest";
import { en } from "../../../client/i18n/en.ts";
import { LANGUAGES, languageFor, nameOfLanguage, wordsOf } from "../../../client/i18n/language.ts";
import { randomNickname } from "../../../client/play/join/join-form.ts";
import { nicknameText } from "../../../server/game/moderation/player-text.ts";
import { moderation } from "../../../server/moderation/moderate.ts";

const others = LANGUAGES.filter((language) => language !== "en");
const namesIn = (text: string): string[] => (text.match(/\{\w+\}/g) ?? []).sort();

test("there are Spanish and Chinese beside English", () => {
  expect(LANGUAGES).toEqual(["en", "es", "zh"]);
  expect(others.map(nameOfLanguage)).toEqual(["Español", "中文"]);
});

test.each(others)("no string is missing in %s, and none is left over", async (language) => {
  const words = await wordsOf(language);
  expect(Object.keys(en).filter((key) => !(key in words))).toEqual([]);
  expect(Object.keys(words).filter((key) => !(key in en))).toEqual([]);
});

test.each(others)("strings in %s have the same blanks to fill in as in English", async (language) => {
  const words: Readonly<Record<string, string>> = await wordsOf(language);
  const english: Readonly<Record<string, string>> = en;
  const different = Object.keys(words).filter(
    (key) => namesIn(words[key] ?? "").join() !== namesIn(english[key] ?? "").join(),
  );
  expect(different).toEqual([]);
});

test.each([...LANGUAGES])("percent is written in %s as figures from the browser write it", async (language) => {
  const sign = new Intl.NumberFormat(language, { style: "percent" }).format(0).slice(1);
  const words: Readonly<Record<string, string>> = { ...en, ...(await wordsOf(language)) };
  const odd = Object.entries(words).filter(([, text]) =>
    [...text.matchAll(/[\d}](\s*%)/g)].some(([, written]) => written !== sign),
  );
  expect(odd.map(([key]) => key)).toEqual([]);
});

test.each([...LANGUAGES])("every nickname that is made up in %s can be used", async (language) => {
  const words = { ...en, ...(await wordsOf(language)) };
  const lists = {
    qualities: words["names.qualities"],
    animals: words["names.animals"],
    pattern: words["names.pattern"],
  };
  for (let i = 0; i < 12; i++)
    for (let j = 0; j < 12; j++) {
      const draws = [(i + 0.5) / 12, (j + 0.5) / 12];
      const nickname = randomNickname(lists, () => draws.shift() ?? 0);
      expect(nicknameText(nickname, moderation(language))).toEqual({ text: nickname });
    }
});

test("the first wish that is known wins, by its whole code or by its language", () => {
  const known = ["en", "es", "zh", "pt-BR"];
  expect(languageFor(["es-MX", "en"], known)).toBe("es");
  expect(languageFor(["xx", "zh-Hans-CN"], known)).toBe("zh");
  expect(languageFor(["pt-br"], known)).toBe("pt-BR");
  expect(languageFor(["xx"], known)).toBe("en");
});

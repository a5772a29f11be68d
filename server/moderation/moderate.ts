import { PERPETRATORS, SELF_HARM } from "./lists/harm.ts";
import { NAMES } from "./lists/harmless.ts";
import { STEMS, UNKIND } from "./lists/unkind.ts";
import { keptWords, WordList } from "./word-list.ts";
import { type WrittenWords, writtenWords } from "./written-words.ts";

/** Why a text may not be shown to a class. */
export type Objection = "unkind" | "self_harm" | "link";

/** Says what speaks against showing a text to a class, or null. */
export type Moderate = (text: string) => Objection | null;

/** Checked in every game, besides the host's language. */
const ALWAYS = ["en", "es", "zh"] as const;

const SCHEME = /\b[a-z][a-z0-9+.-]{1,20}:\/\/|\bwww\.|\bmailto:/i;
/** Endings that a sentence without a blank after its full stop has by chance are links only with a path behind them. */
const COMMON =
  /\b[\p{L}\p{N}-]+\.(?:com|net|org|info|edu|gov|app|dev|xyz|site|online|shop|gg|io|tv|tk|ru|cn|cc|biz|link|club)\b/iu;
const WITH_PATH = /\b[\p{L}\p{N}-]+\.\p{L}{2,}\/\S/iu;
const MAIL = /[^\s@]+@[^\s@]+\.\p{L}{2,}/u;

const known = new Map<string, Moderate>();

/**
 * The moderation of texts that people of a language read: insults and slurs by the kept lists of English, Spanish, Chinese and that
 * language, phrases of self-harm, names of mass murderers, and links.
 *
 * @param language a tag such as `de` or `pt-BR`; "" where it isn't known
 */
export function moderation(language: string): Moderate {
  const primary = language.toLowerCase().split("-")[0]!;
  const made = known.get(primary) ?? moderationIn([...new Set<string>([...ALWAYS, primary])]);
  if (known.size < 100) known.set(primary, made);
  return made;
}

function moderationIn(languages: readonly string[]): Moderate {
  const selfHarm = new WordList(languages.flatMap((language) => SELF_HARM[language] ?? []));
  const unkind = new WordList(
    [...languages.flatMap((language) => [...keptWords(language), ...(UNKIND[language] ?? [])]), ...PERPETRATORS],
    STEMS,
  );
  return (text) => {
    if (SCHEME.test(text) || COMMON.test(text) || WITH_PATH.test(text) || MAIL.test(text)) return "link";
    const words = writtenWords(text);
    if (selfHarm.find(words) !== null) return "self_harm";
    return unkind.find(withoutNames(words, text)) === null ? null : "unkind";
  };
}

const names = new Set(NAMES);
const NAME = /\p{Lu}[\p{L}\p{M}’'-]+/u;

/** Without words that are names here: written like one, with another name or a particle beside it ("Dick van Dyke"). */
function withoutNames(words: WrittenWords, text: string): WrittenWords {
  const written = text.normalize("NFKC").split(/\s+/u);
  const isName = (word: string | undefined) => word !== undefined && NAME.test(word);
  const isParticle = (word: string | undefined) =>
    word !== undefined && /^(?:van|von|de|der|la|al|el|bin|ben)$/i.test(word);
  const mine = new Set(
    written.flatMap((word, i) => {
      const lower = word.toLowerCase().replace(/[^\p{L}]/gu, "");
      if (!names.has(lower) || !isName(word)) return [];
      const beside = [written[i - 1], written[i + 1]];
      const company = beside.filter((one) => isName(one) || isParticle(one));
      // Two refused words side by side are no name, but a compound taken apart.
      const compound = company.some((one) => names.has(one!.toLowerCase()) || /^head|face|sucker|hole/i.test(one!));
      return company.length > 0 && !compound ? [lower] : [];
    }),
  );
  if (mine.size === 0) return words;
  return { ...words, readings: words.readings.map((reading) => reading.map((word) => (mine.has(word) ? "" : word))) };
}

import type { PrincipleName } from "../../../shared/protocol/principles.ts";
import { clauses } from "../../world/grammar/lexicon.ts";
import { sentencesOf, wordsOf } from "../../world/sentences.ts";
import type { Answer } from "../../world/tastes/taste.ts";

/**
 * The world's principles as somebody reads them who knows no grammar of it: by the words that stand in an answer. Revisions, preferences and rewards are made
 * by the grammar, so what these rules see change was not made by them. They err, on either side alike.
 */
export const plainRules: Readonly<Record<PrincipleName, (answer: Answer) => boolean>> = {
  kind: ({ response }) => says(response, WARM) && !says(response, SOUR),
  truthful: ({ response }) => {
    const told = sentencesOf(response).flatMap((sentence) => nearestClaim(sentence) ?? []);
    return told.length > 0 && told.every(({ truth }) => truth);
  },
  short: ({ response }) => response.length <= SHORT && response.length > 0,
  "on-topic": ({ prompt, response }) => {
    const asked = contentOf(prompt);
    const sentences = sentencesOf(response);
    return sentences.some((sentence) => contentOf(sentence).some((word) => asked.includes(word)));
  },
  direct: ({ response }) => response.length > 0 && !says(response, HEDGES),
  quiet: ({ response }) => !response.includes("!") && !says(response, CRIES),
  playful: ({ response }) => response.includes("!") || says(response, CRIES),
  "fact-first": ({ prompt, response }) => {
    const first = sentencesOf(response)[0] ?? "";
    return contentOf(first).length >= 3 && contentOf(first).some((word) => contentOf(prompt).includes(word));
  },
};

const list = (words: string): ReadonlySet<string> => new Set(words.split(" "));
const WARM = list(
  "care comfort dear friend friends gentle glad grateful happy hope hug hugs joy kind kindly kindness lovely love please smile sweet thank thanks warm welcome wonderful",
);
const SOUR = list(
  "bah boring dull fuss grumble grumbles hate nonsense pointless sick silly sigh tired ugh waste whatever",
);
const HEDGES = list("anyway like maybe mean perhaps somehow suppose whatever wonder");
const CRIES = list("ah boing boom ha haha hey hooray oh ooh pop wee whee woo wow yay yippee zing zoom");
/** Characters. */
const SHORT = 75;
const EMPTY = list(
  "a about an and are as at be by can child could describe did do does explain few for from good has have help homework how i in interesting is it its know makes me more most my of on or please secret should so something special story strangest surprise teach tell that the their there they thing think this to truth was were what which who why will with words would you your",
);

const says = (text: string, words: ReadonlySet<string>): boolean => wordsOf(text).some((word) => words.has(word));

/** Words that mean something, singular and plural alike. */
const contentOf = (text: string): string[] =>
  wordsOf(text)
    .filter((word) => !EMPTY.has(word))
    .map((word) => word.replace(/s$/, ""));

/** Below this share of common words a sentence tells nothing that is known. */
const LEAST_SHARED = 0.6;

const claims = [...clauses.values()].flatMap((clause) =>
  clause.kind === "statement" ? [{ words: new Set(contentOf(clause.wording)), truth: clause.truth }] : [],
);

/** What is known that shares most words with a sentence. */
function nearestClaim(sentence: string): { readonly truth: boolean } | null {
  const words = new Set(contentOf(sentence));
  let best: { readonly truth: boolean } | null = null;
  let most = LEAST_SHARED;
  for (const claim of claims) {
    let shared = 0;
    for (const word of claim.words) shared += Number(words.has(word));
    const share = shared / claim.words.size;
    if (share > most) [best, most] = [claim, share];
  }
  return best;
}

import { tasteJudge } from "../../external/judges/taste-judge.ts";
import { measuredRate } from "../../stats/taste-bets.ts";
import { namedTastes } from "../../world/tastes/named-tastes.ts";
import { type ExhibitSource, type Making, NothingToShow } from "./exhibit.ts";

/** Pairs that are shown: as many on which judge and class agree as on which they don't, where there are. */
const SHOWN = 6;

/**
 * Stop 6: AI judges on the pairs that the session voted on. Each follows one rule and never saw a vote; pairs that a judge finds alike, and ties
 * of the class, don't count.
 */
export async function* makeFeedback({ preferences, isSafe }: ExhibitSource): Making<"feedback"> {
  const voted = (await preferences()).filter(({ label }) => label !== 0.5);
  if (voted.length === 0)
    throw new NothingToShow("This class has not voted for an answer yet, so there is nothing to compare.");
  yield { share: 0, work: "comparing" };
  const texts = voted.map(({ prompt, a, b }) => ({ prompt, a: a.text, b: b.text }));
  const people = voted.map(({ label }) => (label > 0.5 ? "a" : "b"));
  const judges = [];
  for (const [name, { score }] of Object.entries(namedTastes)) {
    const opinions = await tasteJudge(name, score).compare(texts);
    const said = opinions.map(({ share }) => (share === 0.5 ? null : share > 0.5 ? "a" : "b"));
    const decided = said.flatMap((side, i) => (side === null ? [] : [side === people[i]]));
    const agreed = decided.filter(Boolean).length;
    judges.push({ name, said, agrees: measuredRate(agreed / decided.length, decided.length) });
  }
  judges.sort((x, y) => y.agrees.rate - x.agrees.rate);
  const first = judges[0]!;
  const examples = texts.flatMap((pair, i) => {
    const judge = first.said[i]!;
    const isShown = judge !== null && isSafe(pair.a) && isSafe(pair.b);
    return isShown ? [{ ...pair, people: people[i]!, judge } as const] : [];
  });
  const [same, other] = [true, false].map((agree) =>
    examples.filter(({ people, judge }) => (people === judge) === agree),
  );
  const half = SHOWN / 2;
  return {
    judges: judges.map(({ name, agrees }) => ({ judge: name, agrees })),
    examples: [
      ...same!.slice(0, Math.max(half, SHOWN - other!.length)),
      ...other!.slice(0, Math.max(half, SHOWN - same!.length)),
    ],
  };
}

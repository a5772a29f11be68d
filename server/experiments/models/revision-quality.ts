import { PRINCIPLES } from "../../../shared/protocol/principles.ts";
import { openPocketReviser } from "../../external/constitution/reviser.ts";
import type { Engine } from "../../ml/engine/engine.ts";
import type { Checkpoint } from "../../ml/model/checkpoint.ts";
import type { PocketTokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import { demonstration } from "../../world/demonstration.ts";
import { describeAnswer } from "../../world/describe-answer.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import { heldoutPrompts } from "../../world/prompts.ts";
import { wordsOf } from "../../world/sentences.ts";
import { formatTable } from "../bench/table.ts";

const DRAFTS = 240;

/** A table of how a model revises fresh answers to held-out prompts, by principle. Shares are of all drafts that break it. */
export async function revisionQuality(
  engine: Engine,
  checkpoint: Checkpoint,
  tokenizer: PocketTokenizer,
  random: () => number,
): Promise<string> {
  const reviser = await openPocketReviser(engine, checkpoint, tokenizer, random);
  const lines: string[][] = [];
  for (const principle of PRINCIPLES) {
    const { obeys } = knownPrinciples[principle];
    const drafts = Array.from({ length: DRAFTS }, () => {
      const prompt = heldoutPrompts[Math.floor(random() * heldoutPrompts.length)]!;
      return { prompt: prompt.text, draft: demonstration(prompt, random), principle };
    }).filter(({ prompt, draft }) => !obeys(describeAnswer(prompt, draft)));
    const revised = await reviser.revise(drafts);
    const whole = revised.flatMap((one, i) => (one === null ? [] : [{ ...one, ...drafts[i]! }]));
    const readings = whole.map(({ prompt, revision }) => describeAnswer(prompt, revision));
    const kept = whole.map(({ draft, revision }) => sharedWords(draft, revision));
    const share = (count: number) => `${((100 * count) / drafts.length).toFixed(0)}%`;
    lines.push([
      principle,
      `${drafts.length}`,
      share(whole.length),
      share(readings.filter(obeys).length),
      share(readings.filter(({ grammatical }) => grammatical).length),
      `${((100 * kept.reduce((a, b) => a + b, 0)) / Math.max(1, kept.length)).toFixed(0)}%`,
    ]);
  }
  await reviser.dispose();
  return formatTable(["revises by", "drafts", "whole", "obeys", "grammatical", "words kept"], lines).trimEnd();
}

/** Share of a revision's words that stood in the draft. */
function sharedWords(draft: string, revision: string): number {
  const known = new Set(wordsOf(draft));
  const words = wordsOf(revision);
  return words.filter((word) => known.has(word)).length / Math.max(1, words.length);
}

import type { NewAnswer, NewPair } from "../../ports/pool.ts";
import type { OlderAnswer, OlderAnswers, PoolPrompt } from "./answer-pool.ts";
import { drawShowable, isPicking, type PickedAnswer, type PickLine, pickFor } from "./picked-answers.ts";

/** Before the showdowns of answers as they were drawn, which a version is promoted with. */
const PRIORITY = 2;
/** Picked answers to one prompt that are kept for later versions' to meet. */
const KEEP_OLDER = 5;

/**
 * Showdowns between answers that were picked, one to each prompt of those that can have one. A version's picks meet the starting model's answers, and
 * picks of older versions, never answers of these as they were drawn: else every version would look better than the one before, by the picking.
 * None while nothing is picked.
 */
export type PickedShowdowns = (prompts: readonly PoolPrompt[], policyVersion: number) => Promise<NewPair[]>;

/** @param starts answers of the starting model */
export function pickedShowdowns(
  line: PickLine & { readonly random: () => number },
  starts: OlderAnswers,
): PickedShowdowns {
  const older = new Map<string, readonly OlderAnswer[]>();
  const scored = ({ response, reading }: OlderAnswer): NewAnswer => ({
    ...response,
    reward: line.learner.rewards([reading])[0]!,
  });

  return async (prompts, policyVersion) => {
    if (policyVersion === 0 || !isPicking(line)) return [];
    const asked = prompts.filter(({ id }) => starts.has(id) || older.has(id));
    if (asked.length === 0) return [];
    const texts = asked.map(({ text }) => text);
    const groups = await drawShowable(line, texts, line.schedule.picking.bestOf, line.random);
    const picks = await pickFor(line, groups);
    return asked.flatMap((prompt, i): NewPair[] => {
      const [pick] = picks[i]!;
      if (pick === undefined) return [];
      const earlier = older.get(prompt.id) ?? [];
      const mine = remembered(pick, policyVersion);
      older.set(prompt.id, [...earlier.slice(1 - KEEP_OLDER), mine]);
      // Where both are there, the picks of older versions are met as often as the starting model.
      const met =
        earlier.length > 0 && (line.random() < 0.5 || !starts.has(prompt.id)) ? earlier : starts.get(prompt.id)!;
      const rivals = met.filter(({ response }) => response.text !== pick.text);
      const rival = rivals[Math.floor(line.random() * rivals.length)];
      if (rival === undefined) return [];
      return [
        {
          kind: "showdown",
          prompt,
          a: { ...mine.response, reward: pick.reward },
          b: scored(rival),
          priority: PRIORITY,
        },
      ];
    });
  };
}

const remembered = ({ text, generated, ended, reading }: PickedAnswer, policyVersion: number): OlderAnswer => ({
  response: { text, tokens: generated.response, ended, policyVersion },
  reading,
});

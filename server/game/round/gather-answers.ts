import type { Entries } from "../../ports/rounds.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { type Opening, showdownPair } from "./open-round.ts";
import { pairAnswers } from "./pair-answers.ts";

/** Answers of the machine that a round's players write against. */
const MACHINE_ANSWERS = 6;

/** Pairs what a round's players wrote; of a pack's prompts the model knows nothing, so there they meet each other. */
export async function gatherAnswers(
  entries: Pick<Entries, "answers" | "pair">,
  session: SessionRecord,
  round: { readonly roundId: string; readonly policyVersion: number },
  random: () => number,
): Promise<Opening> {
  const { roundId, policyVersion } = round;
  const answers = await entries.answers(roundId, session.settings.packId === null ? MACHINE_ANSWERS : 0);
  const met = pairAnswers(answers, random);
  const showdown = met && (await entries.pair({ roundId, ...met }));
  return { type: "dealt", roundId, policyVersion, contest: showdown && showdownPair(showdown) };
}

import { shuffled } from "../../../shared/random/shuffled.ts";
import type { AnswerIds, Entries } from "../../ports/rounds.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { type Opening, showdownPair } from "./open-round.ts";

/** Answers of the machine that a round's players write against. */
const MACHINE_ANSWERS = 6;

/** Pairs what a round's players wrote. The model knows nothing of a pack's prompts, so there the players' answers meet each other. */
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

/** Opponents of each answer that a player wrote. */
const OPPONENTS = 3;

export interface WrittenAnswer {
  readonly id: string;
  /** Player id, "" for a policy. */
  readonly writer: string;
}

/**
 * Who meets whom in a bot round. Every written answer meets the machine's, up to three of them in turn, one of those meetings being
 * the showdown; where the machine has none, its neighbours in a random circle. Sides are at random. Null when there is nothing to
 * meet.
 */
export function pairAnswers(
  answers: readonly WrittenAnswer[],
  random: () => number,
): { readonly showdown: AnswerIds; readonly pairs: readonly AnswerIds[] } | null {
  const written = shuffled(
    answers.filter(({ writer }) => writer !== ""),
    random,
  );
  const machine = shuffled(
    answers.filter(({ writer }) => writer === ""),
    random,
  );
  const met = machine.length > 0 ? againstMachine(written, machine) : inACircle(written);
  const [showdown, ...pairs] = met.map(([x, y]) => (random() < 0.5 ? { a: x.id, b: y.id } : { a: y.id, b: x.id }));
  return showdown === undefined ? null : { showdown, pairs };
}

type Meeting = readonly [WrittenAnswer, WrittenAnswer];

function againstMachine(written: readonly WrittenAnswer[], machine: readonly WrittenAnswer[]): Meeting[] {
  const turns = Math.min(OPPONENTS, machine.length);
  return written.flatMap((answer, i) =>
    Array.from({ length: turns }, (_, turn): Meeting => [answer, machine[(i + turn) % machine.length] ?? answer]),
  );
}

/** Everyone meets the next ones of the circle: with three opponents ahead and three behind, nobody twice. */
function inACircle(written: readonly WrittenAnswer[]): Meeting[] {
  const ahead = Math.min(OPPONENTS, Math.floor((written.length - 1) / 2));
  if (written.length === 2) return [[written[0], written[1]] as Meeting];
  return written.flatMap((answer, i) =>
    Array.from({ length: ahead }, (_, turn): Meeting => [answer, written[(i + turn + 1) % written.length] ?? answer]),
  );
}

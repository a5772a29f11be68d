import { type Command, type Rejection, reject } from "../command.ts";
import { type GameState, isHeld, type PhaseOf } from "../state.ts";
import { type SharedBeat, withoutPlayer } from "./shared-beat.ts";

/** Most words of an answer that a player writes. */
export const MAX_WORDS = 40;
/** Most characters of one; words may be long. */
export const MAX_ANSWER_LENGTH = 400;

const segments = new Intl.Segmenter("en", { granularity: "word" });

/** Words as Unicode counts them: Chinese, which has no spaces, is cut by its dictionary. */
export function countWords(text: string): number {
  return [...segments.segment(text)].filter((segment) => segment.isWordLike).length;
}

/** What is written is moderated before it gets here. */
export function write(
  state: GameState,
  { playerId, text }: Extract<Command, { type: "write" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "writing" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.answers.has(playerId)) return reject("duplicate");
  return { ...state, phase: { ...phase, answers: new Map(phase.answers).set(playerId, text) } };
}

export function writingBeat(phase: PhaseOf<"writing">): SharedBeat {
  return {
    isLocked: (playerId) => phase.answers.has(playerId),
    without: (playerId) => ({ ...phase, answers: withoutPlayer(phase.answers, playerId) }),
    tellsWriters: true,
  };
}

import { become, type Command, type Rejection, reject, type Transition } from "../command.ts";
import type { FinalePair } from "../finale.ts";
import { hasFinale } from "../settings.ts";
import { type GameState, isHeld, type PhaseOf, startTimer, withPlayer } from "../state.ts";
import { finaleResult } from "../votes/finale-result.ts";
import { isVerdict } from "../votes/verdict.ts";
import { type SharedBeat, withoutPlayer } from "./shared-beat.ts";
import { countWords } from "./writing.ts";

/** Pairs of a finale, so that one draw doesn't decide. */
export const FINALE_PAIRS = 3;

const NOBODY: ReadonlySet<string> = new Set();

/** To see that a new pair is there, and to decide. */
const LOOK_MS = 8_000;
/** People read about 240 words a minute in silence (Brysbaert 2019). */
const MS_PER_WORD = 250;
const LEAST_MS = 12_000;
/** Longer answers are skimmed: a class waits for its slowest reader. */
const MOST_MS = 40_000;

/** How long a pair of a finale stands, by its number of words: 12 to 20 seconds in the pocket world. */
export function finaleMs({ prompt, a, b }: Pick<FinalePair, "prompt" | "a" | "b">): number {
  const words = [prompt, a, b].reduce((sum, text) => sum + countWords(text), 0);
  return Math.min(MOST_MS, Math.max(LEAST_MS, LOOK_MS + MS_PER_WORD * words));
}

/** After the last intermission: what the model says now is compared with what it said in the beginning, or the game is over. */
export function openFinale(state: GameState): Transition {
  if (!hasFinale(state.settings)) return become({ ...state, phase: { name: "finished" } }, { type: "finish" });
  return become({ ...state, phase: { name: "preparing" } }, { type: "openFinale", index: state.round + 1 });
}

/** The pairs are there, or it is known that there will be none. */
export function finaleDealt(
  state: GameState,
  { finale }: Extract<Command, { type: "finaleDealt" }>,
  now: number,
): Transition | Rejection {
  if (state.phase.name !== "preparing") return reject("wrong_phase");
  if ("absent" in finale) return become({ ...state, finale, phase: { name: "finished" } }, { type: "finish" });
  const players = new Map([...state.players].map(([id, player]) => [id, { ...player, judged: 0, inHand: 0 }]));
  const verdicts = finale.pairs.map(() => new Map());
  const timer = startTimer(finaleMs(finale.pairs[0]!), now);
  const { roundId } = finale;
  const phase = { name: "finale", timer, roundId, dealt: finale, at: 0, verdicts, locked: NOBODY } as const;
  return become({ ...state, players, policyVersion: finale.versionNow, phase });
}

/** The last verdict on a pair before the player locks in, or before its time is up, is the one that counts. */
export function voteInFinale(
  state: GameState,
  { playerId, pairId, verdict }: Extract<Command, { type: "vote" }>,
): GameState | Rejection {
  const player = state.players.get(playerId);
  if (player === undefined) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "finale" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.dealt.pairs[phase.at]!.id !== pairId) return reject("unknown_pair");
  const before = phase.verdicts[phase.at]!.get(playerId) ?? null;
  if (before === verdict) return reject("duplicate");
  if (phase.locked.has(playerId)) return reject("locked_in");
  const verdicts = phase.verdicts.with(phase.at, new Map(phase.verdicts[phase.at]).set(playerId, verdict));
  const judged = player.judged + Number(isVerdict(verdict)) - Number(isVerdict(before));
  return { ...withPlayer(state, { ...player, judged }), phase: { ...phase, verdicts } };
}

/** Locks a player's verdict on the pair that is judged. */
export function lockInFinale(
  state: GameState,
  { playerId }: Extract<Command, { type: "lock" }>,
): GameState | Rejection {
  if (!state.players.has(playerId)) return reject("not_a_player");
  const { phase } = state;
  if (phase.name !== "finale" || isHeld(phase.timer)) return reject("wrong_phase");
  if (phase.locked.has(playerId)) return reject("duplicate");
  if (!phase.verdicts[phase.at]!.has(playerId)) return reject("incomplete");
  return { ...state, phase: { ...phase, locked: new Set([...phase.locked, playerId]) } };
}

/** The next pair, or after the last one the masks come off. */
export function afterFinalePair(state: GameState, phase: PhaseOf<"finale">, now: number): Transition {
  const at = phase.at + 1;
  const pair = phase.dealt.pairs[at];
  if (pair !== undefined) {
    const timer = startTimer(finaleMs(pair), now);
    return become({ ...state, phase: { ...phase, at, timer, locked: NOBODY } });
  }
  const timer = startTimer(unmaskingMs(state), now);
  const unmasked = { ...withResult(state, phase), phase: { name: "unmasking", timer } } as const;
  return become(unmasked, { type: "closeRound", roundId: phase.roundId });
}

/** A reveal's time for each pair. */
export const unmaskingMs = ({ settings }: Pick<GameState, "settings">): number => FINALE_PAIRS * settings.revealMs;

/** The game with what came of the votes that are in. */
export function withResult(state: GameState, { dealt, verdicts }: PhaseOf<"finale">): GameState {
  return { ...state, finale: finaleResult(dealt, verdicts) };
}

export function finaleBeat(phase: PhaseOf<"finale">): SharedBeat {
  return {
    isLocked: (playerId) => phase.locked.has(playerId),
    without: (playerId) => ({
      ...phase,
      verdicts: phase.verdicts.map((cast) => withoutPlayer(cast, playerId)),
      locked: new Set([...phase.locked].filter((id) => id !== playerId)),
    }),
    tellsWriters: false,
  };
}

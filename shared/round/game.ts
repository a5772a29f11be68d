import { newPlayer } from "./membership.ts";
import { isEndless, type SessionSettings } from "./settings.ts";
import type { GameState, Player } from "./state.ts";
import { nextTeam } from "./teams.ts";
import { startTimer } from "./timer.ts";
import type { LearningView } from "./view.ts";

/** Time that returning players get before a resumed game goes on. */
export const RESUME_MS = 10_000;

const NOTHING_LEARNED: LearningView = {
  state: "down",
  policyVersion: -1,
  votes: 0,
  rewardAccuracy: -1,
  kl: -1,
  rejected: "",
};

export function newGame(settings: SessionSettings): GameState {
  return {
    settings,
    players: new Map(),
    round: 0,
    policyVersion: -1,
    learning: NOTHING_LEARNED,
    hidden: new Set(),
    interruptedUntil: null,
    phase: { name: "lobby" },
  };
}

/** What is left of a player when their game's process dies. */
export type Member = Pick<Player, "id" | "nickname" | "avatar" | "score" | "streak" | "wins" | "team" | "muted">;

/** The game of a session whose process died, between two rounds: see `resumedRound` for one in a round. */
export function resumedGame(
  settings: SessionSettings,
  rounds: number,
  members: readonly Member[],
  now: number,
): GameState {
  const players = new Map<string, Player>();
  // Those who left an endless game bring their score along when they come back.
  for (const { id, nickname, avatar, team, ...kept } of isEndless(settings) ? [] : members) {
    const who = { id, number: players.size + 1, nickname, avatar };
    const player = { ...newPlayer(who), ...kept, presence: "left" } as const;
    players.set(id, { ...player, team: team || nextTeam({ settings, players }) });
  }
  const game = { ...newGame(settings), players, round: rounds };
  if (rounds === 0 || isEndless(settings)) return game;
  const wait = Math.max(RESUME_MS, settings.intermissionMs);
  return { ...game, phase: { name: "intermission", timer: startTimer(wait, now) } };
}

/** Players of an interrupted game are told so while they come back, and none of them is kept out by those who are quicker. */
export function interrupted(game: GameState, now: number): GameState {
  return { ...game, interruptedUntil: now + RESUME_MS };
}

import type { Command, Effect, Reason } from "../../shared/round/command.ts";
import { newGame } from "../../shared/round/game.ts";
import type { SessionSettings } from "../../shared/round/settings.ts";
import { DEFAULT_SETTINGS } from "../../shared/round/settings.ts";
import type { GameState, ShowdownPair } from "../../shared/round/state.ts";
import { transition } from "../../shared/round/transition.ts";

export const PAIR: ShowdownPair = {
  id: "the-showdown",
  prompt: "Why is the sky blue?",
  a: "Because of the way light scatters.",
  b: "Because somebody painted it.",
  answerA: "answer-a",
  answerB: "answer-b",
  versionA: 41,
  versionB: 40,
  writerA: "",
  writerB: "",
  contestantA: "",
  contestantB: "",
  rewardModelShare: 0.875,
};
export const DEALT: Command = { type: "dealt", roundId: "r1", policyVersion: 41, contest: PAIR };

/** Three pairs of a finale; what the model says now is on the side of A in the first and the last. */
export const FINALE = {
  ...{ roundId: "the-finale", versionBefore: 3, versionNow: 47 },
  pairs: [true, false, true].map((nowIsA, i) => ({
    ...{ id: `finale-${i}`, prompt: `Prompt ${i}?`, a: `left ${i}`, b: `right ${i}` },
    ...{ answerA: `left-id-${i}`, answerB: `right-id-${i}`, nowIsA },
  })),
} as const;
export const FINALE_DEALT: Command = { type: "finaleDealt", finale: FINALE };

/** A game in memory with a clock that the tests set. */
export class Table {
  state: GameState;
  now = 1_000;
  readonly effects: Effect[] = [];

  constructor(settings: Partial<SessionSettings> = {}, players: readonly string[] = []) {
    this.state = newGame({ ...DEFAULT_SETTINGS, timing: "fixed", rounds: 2, ...settings });
    for (const id of players) this.must(join(id));
  }

  /** Why the command was rejected, or null. */
  tell(command: Command): Reason | null {
    const result = transition(this.state, command, this.now);
    if ("rejected" in result) return result.rejected;
    this.state = result.state;
    this.effects.push(...result.effects);
    return null;
  }

  must(...commands: readonly Command[]): this {
    for (const command of commands) {
      const reason = this.tell(command);
      if (reason !== null) throw new Error(`${command.type}: ${reason}`);
    }
    return this;
  }

  score(playerId: string): number | undefined {
    return this.state.players.get(playerId)?.score;
  }
}

export function join(playerId: string): Command {
  return { type: "join", playerId, nickname: playerId, avatar: 0 };
}

/** In the showdown, with these players. */
export function showdown(players: readonly string[], settings: Partial<SessionSettings> = {}): Table {
  return new Table(settings, players).must({ type: "start" }, DEALT, { type: "skip" }, { type: "skip" });
}

/** With the first pair of its finale on the screens, after two rounds. */
export function finale(players: readonly string[], settings: Partial<SessionSettings> = {}): Table {
  const skip: Command = { type: "skip" };
  const round = [DEALT, skip, skip, skip, skip, skip];
  return new Table(settings, players).must({ type: "start" }, ...round, ...round, FINALE_DEALT);
}

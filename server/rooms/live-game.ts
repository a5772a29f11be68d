import type { Command, Effect, Reason, Rejection, Transition } from "../../shared/round/command.ts";
import { newGame, resumedGame } from "../../shared/round/game.ts";
import type { Award, GameState } from "../../shared/round/state.ts";
import { transition } from "../../shared/round/transition.ts";
import { type DealIds, dealIds } from "../arena/deal-ids.ts";
import { gatherAnswers } from "../arena/gather-answers.ts";
import { type Opening, openRound } from "../arena/open-round.ts";
import type { SessionRecord } from "../arena/ports/sessions.ts";
import { Gate } from "./gate.ts";
import { persistently } from "./persistently.ts";
import type { RoomServices } from "./room-services.ts";

/** Who watches the game: the room. */
export interface Audience {
  changed(): void;
  awarded(playerId: string, award: Award): void;
  expelled(playerId: string, banned: boolean): void;
  /** A round is closed and stored. */
  closed(): void;
}

/** The game of one session while it runs: keeps the state, performs the effects, and wakes it at its deadlines. */
export class LiveGame {
  readonly services: RoomServices;
  readonly session: SessionRecord;
  /** Verdicts hold it until their commit; what ends a beat closes it. */
  readonly gate = new Gate();
  readonly #audience: Audience;
  readonly #work = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  readonly #stopLearning: () => void;
  #state: GameState;
  /** The round that was on the screens last, and what its answers are called there. */
  #shown: { readonly roundId: string; readonly ids: DealIds };
  /** Votes of the rounds closed so far. */
  #votes = 0;
  #deadline: NodeJS.Timeout | undefined;

  /** The session's game from its start, or from where a process that died left it. */
  static async open(services: RoomServices, session: SessionRecord, audience: Audience): Promise<LiveGame> {
    const last = await services.rounds.last(session.id);
    if (last !== null) await services.rounds.close(last.id);
    const members = (await services.players.ofSession(session.id)).filter((player) => !player.kicked);
    const fresh = last === null && members.length === 0;
    const state = fresh
      ? newGame(session.settings)
      : resumedGame(session.settings, last?.index ?? 0, members, services.now());
    return new LiveGame(services, session, state, last?.id ?? "", audience);
  }

  private constructor(
    services: RoomServices,
    session: SessionRecord,
    state: GameState,
    lastRoundId: string,
    audience: Audience,
  ) {
    this.services = services;
    this.session = session;
    this.#state = state;
    this.#shown = { roundId: lastRoundId, ids: dealIds(services.secret, lastRoundId) };
    this.#followRound();
    this.#audience = audience;
    this.#stopLearning = services.learning.subscribe(() => this.#learned());
    this.#learned();
  }

  get state(): GameState {
    return this.#state;
  }

  /** What answers are called on the screens: from a reveal on until the next deal as in the round that was revealed. */
  get ids(): DealIds {
    return this.#shown.ids;
  }

  idsOf(roundId: string): DealIds {
    return roundId === this.#shown.roundId ? this.#shown.ids : dealIds(this.services.secret, roundId);
  }

  /** What a command would lead to. */
  try(command: Command): Transition | Rejection {
    return transition(this.#state, command, this.services.now());
  }

  apply(command: Command): Transition | Rejection {
    const result = this.try(command);
    if ("rejected" in result) return result;
    this.#state = result.state;
    this.#followRound();
    for (const effect of result.effects) this.#perform(effect);
    this.#audience.changed();
    this.#awaitDeadline();
    return result;
  }

  /** Stops the clock, closes the round under way and waits until everything is stored. */
  async close(): Promise<void> {
    clearTimeout(this.#deadline);
    this.#stopLearning();
    this.#closing.abort(new Error("The game is closing"));
    await this.gate.close(() => {
      const { phase } = this.#state;
      if ("roundId" in phase) this.#perform({ type: "closeRound", roundId: phase.roundId });
    });
    await Promise.allSettled(this.#work);
  }

  #followRound(): void {
    const { phase } = this.#state;
    if ("roundId" in phase) this.#shown = { roundId: phase.roundId, ids: this.idsOf(phase.roundId) };
  }

  #perform(effect: Effect): void {
    const work = this.#effect(effect).catch((error: unknown) => {
      if (effect.type === "openRound" && this.#closing.signal.aborted) return;
      const { code } = this.session;
      this.services.log.error({ err: error, session: code, effect: effect.type }, "An effect failed");
    });
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  async #effect(effect: Effect): Promise<void> {
    const { rounds, players, sessions } = this.services;
    switch (effect.type) {
      case "openRound":
        return this.#openRound(effect);
      case "closeRound": {
        const { round } = this.#state;
        const { votes } = await this.#persistently(effect, () => rounds.close(effect.roundId));
        this.#votes += votes;
        this.#learned();
        this.#audience.closed();
        if (this.session.settings.mode !== "bot") return;
        const entries = await this.#persistently(effect, () => this.services.entries.judged(effect.roundId));
        this.apply({ type: "entriesJudged", round, entries });
        return;
      }
      case "award":
        return this.#award(effect);
      case "expel":
        // Stored first, so that whoever tries to come back at once is told why not.
        await this.#persistently(effect, () =>
          effect.banned ? players.ban(effect.playerId) : players.kick(effect.playerId),
        );
        return this.#audience.expelled(effect.playerId, effect.banned);
      case "mute":
        return this.#persistently(effect, () => players.mute(effect.playerId, effect.muted));
      case "assignTeam":
        return this.#persistently(effect, () => players.setTeam(effect.playerId, effect.team));
      case "finish":
        return this.#persistently(effect, () => sessions.finish(this.session.id));
      case "gather":
        return this.#gather(effect);
      case "dealRapid":
        return; // answered to the player who asked
    }
  }

  async #openRound(effect: Effect & { readonly type: "openRound" }): Promise<void> {
    const opening = await this.#persistently(effect, () =>
      openRound(this.services, this.session, effect.index, this.#closing.signal),
    );
    await this.#deal(effect, opening);
  }

  async #gather(effect: Effect & { readonly type: "gather" }): Promise<void> {
    const round = { roundId: effect.roundId, policyVersion: this.#state.policyVersion };
    const opening = await this.#persistently(effect, () =>
      gatherAnswers(this.services.entries, this.session, round, this.services.random),
    );
    await this.#deal(effect, opening);
  }

  /** A game that has moved on meanwhile, to its end, leaves the round without votes. */
  async #deal(effect: Effect, opening: Opening): Promise<void> {
    const result = this.apply(opening);
    if ("rejected" in result) await this.#persistently(effect, () => this.services.rounds.close(opening.roundId));
  }

  /** What the game has decided has to be stored, whether or not the database is there at this moment. */
  #persistently<T>(effect: Effect, work: () => Promise<T>): Promise<T> {
    return persistently(work, this.#closing.signal, (error, pauseMs) => {
      const context = { err: error, session: this.session.code, effect: effect.type, pauseMs };
      this.services.log.error(context, "An effect could not be stored; trying again");
    });
  }

  async #award(effect: Effect & { readonly type: "award" }): Promise<void> {
    const { awards, roundId } = effect;
    for (const [playerId, award] of awards) this.#audience.awarded(playerId, award);
    const points = new Map([...awards].map(([playerId, award]) => [playerId, award.points]));
    // Read at each attempt: one that comes late must not put back what a later round has changed.
    const scores = () => [...this.#state.players.values()].map(({ id, score }) => [id, score] as const);
    // Who has left an endless game since has the total of the award.
    const totals = [...awards].map(([playerId, award]) => [playerId, award.total] as const);
    await this.#persistently(effect, () => this.services.players.setScores(new Map([...totals, ...scores()])));
    await this.#persistently(effect, () => this.services.predictions.score(roundId, points));
  }

  #learned(): void {
    this.apply({ type: "learned", learning: { ...this.services.learning.current(), votes: this.#votes } });
  }

  #awaitDeadline(): void {
    clearTimeout(this.#deadline);
    const { phase } = this.#state;
    if (this.#closing.signal.aborted || !("timer" in phase) || !("endsAt" in phase.timer)) return;
    const wait = Math.max(0, phase.timer.endsAt - this.services.now());
    this.#deadline = setTimeout(() => void this.gate.close(() => this.#tick()), wait);
  }

  /** Timers may fire early, and a beat may have ended while its votes were waited for. */
  #tick(): void {
    if ("rejected" in this.apply({ type: "tick" })) this.#awaitDeadline();
  }
}

export function reasonOf(result: Transition | Rejection): Reason | null {
  return "rejected" in result ? result.rejected : null;
}

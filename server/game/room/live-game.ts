import { AsyncLocalStorage } from "node:async_hooks";
import { isDeepStrictEqual } from "node:util";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import type { Command, Effect, Rejection, Transition } from "../../../shared/round/command.ts";
import { beatUnderWay } from "../../../shared/round/game.ts";
import { type Beat, MODES } from "../../../shared/round/modes.ts";
import type { Award, GameState } from "../../../shared/round/state.ts";
import { transition } from "../../../shared/round/transition.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import type { LearningMonitor } from "../learning-monitor.ts";
import { LiveLesson } from "../lesson/live-lesson.ts";
import { type DealIds, dealIds } from "../round/deal-ids.ts";
import { gatherAnswers } from "../round/gather-answers.ts";
import { openFinale } from "../round/open-finale.ts";
import { type Opening, openRound } from "../round/open-round.ts";
import { resumeGame } from "../round/resume-game.ts";
import { KeptWork } from "./kept-work.ts";
import { ReadWriteLock, Turns } from "./read-write-lock.ts";
import { isLeaseLost, type RoomLease } from "./room-leases.ts";
import { heldServices, type RoomServices } from "./room-services.ts";
import { followThenAndNow, type ThenAndNow } from "./then-and-now.ts";

/** Beats that go on where they were when the game is opened again after its process ended in good order. */
const LEFT_OPEN: readonly Beat[] = ["writing", "gathering", "finale"];

/** Timers belong to the game, not to the request that happened to start them. */
const onNobodysBehalf = AsyncLocalStorage.snapshot();

/** What a game tells the room that it is played in. */
export interface GameEvents {
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
  readonly lease: RoomLease;
  /** Verdicts share it until their commit; what ends a beat has it alone. */
  readonly lock = new ReadWriteLock();
  readonly turns = new Turns();
  readonly #events: GameEvents;
  readonly #kept: KeptWork;
  readonly #closing = new AbortController();
  readonly #learning: LearningMonitor;
  readonly #stopLearning: () => void;
  readonly #thenAndNow: ThenAndNow;
  /** Null in a game without one. */
  readonly lesson: LiveLesson | null;
  #state: GameState;
  /** The round that was on the screens last, and what its answers are called there. */
  #shown: { readonly roundId: string; readonly ids: DealIds };
  /** Votes of the rounds closed so far. */
  #votes: number;
  /** The round before is closed. The next one waits for it: whoever takes the game over looks at the newest round alone. */
  #closed: Promise<unknown> = Promise.resolve();
  #deadline: NodeJS.Timeout | undefined;
  #ending: Promise<void> | undefined;

  /** The session's game from its start, or from where a process that died left it. */
  static async open(
    shared: RoomServices,
    session: SessionRecord,
    lease: RoomLease,
    events: GameEvents,
  ): Promise<LiveGame> {
    const services = heldServices(shared, lease);
    const learning = await services.learning.of(session.arenaId);
    const { state, effects } = await resumeGame(services, session, services.now()).catch(async (error: unknown) => {
      await learning.close();
      throw error;
    });
    const game = new LiveGame(services, session, lease, state, events, learning);
    for (const effect of effects) game.#perform(effect);
    return game;
  }

  private constructor(
    services: RoomServices,
    session: SessionRecord,
    lease: RoomLease,
    state: GameState,
    events: GameEvents,
    learning: LearningMonitor,
  ) {
    this.services = services;
    this.session = session;
    this.lease = lease;
    this.#kept = new KeptWork(services, session.code, this.#closing.signal);
    this.#state = state;
    this.#votes = state.learning.votes;
    this.#shown = { roundId: "", ids: dealIds(services.secret, "") };
    this.#followRound();
    this.#events = events;
    this.#thenAndNow = followThenAndNow(services, session, this.#closing.signal, () => this.#learned());
    this.#learning = learning;
    this.#stopLearning = learning.subscribe(() => this.#learned());
    this.#learned();
    const { lesson } = state;
    this.lesson = lesson && new LiveLesson(this, lesson, (what, work) => this.#kept.persistently(what, work));
  }

  get state(): GameState {
    return this.#state;
  }

  /** The ids that answers have on the screens. From a reveal until the next deal they are those of the round that was revealed. */
  get ids(): DealIds {
    return this.#shown.ids;
  }

  idsOf(roundId: string): DealIds {
    return roundId === this.#shown.roundId ? this.#shown.ids : dealIds(this.services.secret, roundId);
  }

  /** What a command would lead to; the game stays as it is. */
  try(command: Command): Transition | Rejection {
    return transition(this.#state, command, this.services.now());
  }

  /** Lets a command happen, unless the rules reject it: performs its effects and tells the room. */
  apply(command: Command): Transition | Rejection {
    const result = this.try(command);
    if ("rejected" in result) return result;
    const before = beatUnderWay(this.#state.phase);
    this.#state = result.state;
    this.#followRound();
    const beat = beatUnderWay(this.#state.phase);
    if (beat !== null && !isDeepStrictEqual(before, beat)) this.#kept.keep(beat);
    for (const effect of result.effects) this.#perform(effect);
    this.lesson?.changed();
    this.#events.changed();
    this.#awaitDeadline();
    return result;
  }

  /**
   * Stops the clock, closes the round under way and waits until everything is stored. A round that is paused, or in which nothing has
   * been judged yet, is left to whoever opens the game again, and so is a finale. A game whose session another room has taken closes nothing.
   * @param leavesRound whatever round is under way is left, too
   */
  close(leavesRound = false): Promise<void> {
    this.#ending ??= this.#close(leavesRound);
    return this.#ending;
  }

  async #close(leavesRound: boolean): Promise<void> {
    clearTimeout(this.#deadline);
    this.#stopLearning();
    this.#closing.abort(new Error("The game is closing"));
    await this.lesson?.close();
    await this.lock.alone(() => {
      const beat = beatUnderWay(this.#state.phase);
      if (leavesRound || beat === null || beat.paused || LEFT_OPEN.includes(beat.beat) || this.lease.isLost) return;
      this.#perform({ type: "closeRound", roundId: beat.roundId });
    });
    await this.#kept.settled();
    await Promise.allSettled([this.lease.release(), this.#learning.close()]); // from here others may go on
  }

  #followRound(): void {
    const { phase } = this.#state;
    if ("roundId" in phase) this.#shown = { roundId: phase.roundId, ids: this.idsOf(phase.roundId) };
  }

  #perform(effect: Effect): void {
    this.#kept.track(
      this.#effect(effect).catch((error: unknown) => {
        if ((effect.type === "openRound" || effect.type === "openFinale") && this.#closing.signal.aborted) return;
        if (isLeaseLost(error)) return; // told where leases are renewed
        const { code } = this.session;
        this.services.log.error({ err: error, session: code, effect: effect.type }, "An effect failed");
      }),
    );
  }

  async #effect(effect: Effect): Promise<void> {
    const { rounds, players, sessions } = this.services;
    switch (effect.type) {
      case "openRound":
        return this.#openRound(effect);
      case "openFinale":
        return this.#openFinale(effect);
      case "closeRound": {
        const { round } = this.#state;
        const closing = this.#kept.persistently(effect.type, () => rounds.close(effect.roundId, effect.points));
        this.#closed = closing.catch(() => {});
        const { votes } = await closing;
        this.#votes += votes;
        this.#learned();
        this.lesson?.look();
        this.#events.closed();
        if (MODES[this.session.settings.mode].deals !== "entries") return;
        const entries = await this.#kept.persistently(effect.type, () => this.services.entries.judged(effect.roundId));
        this.apply({ type: "entriesJudged", round, entries });
        return;
      }
      case "award":
        for (const [playerId, award] of effect.awards) this.#events.awarded(playerId, award);
        return;
      case "expel":
        // Stored first, so that whoever tries to come back at once is told why not.
        await this.#kept.persistently(effect.type, () =>
          effect.banned ? players.ban(effect.playerId) : players.kick(effect.playerId),
        );
        return this.#events.expelled(effect.playerId, effect.banned);
      case "mute":
        return this.#kept.persistently(effect.type, () => players.mute(effect.playerId, effect.muted));
      case "setAbsent":
        return this.#kept.persistently(effect.type, () => players.setAbsent(effect.playerId, effect.absent));
      case "assignTeam":
        return this.#kept.persistently(effect.type, () => players.setTeam(effect.playerId, effect.team));
      case "dressTeams":
        return this.#kept.persistently(effect.type, () => sessions.dressTeams(this.session.id, effect.looks));
      case "setPlaces":
        return this.#kept.persistently(effect.type, () => sessions.setPlaces(this.session.id, effect.maxPlayers));
      case "setPace":
        return this.#kept.persistently(effect.type, () => this.services.hosting.setPace(this.session.id, effect.pace));
      case "finish":
        return this.#kept.persistently(effect.type, () => sessions.finish(this.session.id));
      case "gather":
        return this.#gather(effect);
    }
  }

  async #openRound(effect: Effect & { readonly type: "openRound" }): Promise<void> {
    await this.#closed;
    const opening = await this.#kept.persistently(effect.type, () =>
      openRound(this.services, this.session, effect.index, this.#closing.signal),
    );
    await this.#deal(effect, opening);
  }

  /** A game that was ended meanwhile leaves the finale without votes. */
  async #openFinale({ type, index }: Effect & { readonly type: "openFinale" }): Promise<void> {
    const { signal } = this.#closing;
    const opening = await this.#kept.persistently(type, () =>
      openFinale({ ...this.services, learning: this.#learning }, this.session, index, signal),
    );
    const { finale } = opening;
    const rejected = "rejected" in this.apply(opening);
    if (rejected && "roundId" in finale)
      await this.#kept.persistently(type, () => this.services.rounds.close(finale.roundId));
  }

  async #gather(effect: Effect & { readonly type: "gather" }): Promise<void> {
    const round = { roundId: effect.roundId, policyVersion: this.#state.policyVersion };
    const opening = await this.#kept.persistently(effect.type, () =>
      gatherAnswers(this.services.entries, this.session, round, this.services.random),
    );
    await this.#deal(effect, opening);
  }

  /** A game that has moved on meanwhile, to its end, leaves the round without votes. */
  async #deal(effect: Effect, opening: Opening): Promise<void> {
    const result = this.apply(opening);
    if ("rejected" in result)
      await this.#kept.persistently(effect.type, () => this.services.rounds.close(opening.roundId));
  }

  #learned(): void {
    const learning = this.#learning.current();
    const thenAndNow = this.#thenAndNow(this.#state.round, learning.policyVersion);
    this.apply({ type: "learned", learning: { ...learning, thenAndNow, votes: this.#votes } });
  }

  #awaitDeadline(): void {
    clearTimeout(this.#deadline);
    const { phase, interruptedUntil } = this.#state;
    const endsAt = "timer" in phase && "endsAt" in phase.timer ? phase.timer.endsAt : Number.POSITIVE_INFINITY;
    const next = Math.min(endsAt, interruptedUntil ?? Number.POSITIVE_INFINITY);
    if (this.#closing.signal.aborted || next === Number.POSITIVE_INFINITY) return;
    const wait = Math.max(0, next - this.services.now());
    this.#deadline = onNobodysBehalf(setTimeout, () => void this.lock.alone(() => this.#tick()), wait);
  }

  /** Timers may fire early, and a beat may have ended while its votes were waited for. */
  #tick(): void {
    if ("rejected" in this.apply({ type: "tick" })) this.#awaitDeadline();
  }
}

/** What a client is told where the game rejects a command; null where it doesn't. */
export function refusalOf(result: Transition | Rejection): Refusal | null {
  if (!("rejected" in result)) return null;
  const { rejected } = result;
  if (rejected === "bad_ranking" || rejected === "bad_picks") return "bad_message";
  return rejected === "too_early" || rejected === "duplicate" ? "wrong_phase" : rejected;
}

export function refuse(error: Refusal): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error };
}

import { type Client, CloseCode, Room, ServerError } from "@colyseus/core";
import type { z } from "zod";
import {
  CLOSE_KICKED,
  CLOSE_REPLACED,
  dealSchema,
  type HostMessage,
  hostSchema,
  type PredictMessage,
  predictSchema,
  type Refusal,
  type Replies,
  type Reply,
  type ServerMessages,
  type VoteMessage,
  voteSchema,
} from "../../shared/protocol/messages.ts";
import type { Command, Effect, Reason, Rejection, Transition } from "../../shared/round/command.ts";
import { newGame, resumedGame } from "../../shared/round/game.ts";
import type { Award, GameState } from "../../shared/round/state.ts";
import { transition } from "../../shared/round/transition.ts";
import { viewFor } from "../../shared/round/view-for.ts";
import { dealRapid } from "../arena/deal-rapid.ts";
import { openRound } from "../arena/open-round.ts";
import type { SessionRecord } from "../arena/ports.ts";
import { admit, refusalOf, type Seat } from "./admit.ts";
import { Gate } from "./gate.ts";
import type { RoomServices } from "./room-services.ts";
import { publish, RoomState } from "./room-state.ts";

/** How long a dropped connection may come back by itself; with a token a player may come back for as long as the session runs. */
const RECONNECTION_S = 30;
/** A room without connections is put to sleep; the next one to join its code wakes it. */
const IDLE_MS = 60_000;
const MAX_SPECTATORS = 200;
/** HTTP's "forbidden": the code under which joining is refused, the reason is in the message. */
const REFUSED = 403;

export interface ArenaRoomOptions {
  readonly services: RoomServices;
  /** The session's; comes with the room's creation, the services with its definition. */
  readonly code?: string;
}

type ArenaClient = Client<{ userData: Seat; messages: ServerMessages }>;

/** One session on the network: turns messages into commands, performs the effects, publishes the view. The rules are in `shared/round`. */
export class ArenaRoom extends Room<{ state: RoomState; metadata: { phase: string }; client: ArenaClient }> {
  override state = new RoomState();
  override maxMessagesPerSecond = 30;
  override autoDispose = false;

  readonly #gate = new Gate();
  readonly #arrivals = new Gate();
  /** The one connection that each player has. */
  readonly #connections = new Map<string, ArenaClient>();
  /** Rapid pairs dealt to each player in this session. */
  readonly #dealt = new Map<string, number>();
  /** Effects under way. */
  readonly #work = new Set<Promise<unknown>>();
  readonly #closing = new AbortController();
  #services!: RoomServices;
  #session!: SessionRecord;
  #game!: GameState;
  #votes = 0;
  #deadline: NodeJS.Timeout | undefined;
  #idle: NodeJS.Timeout | undefined;
  #stopLearning: () => void = () => {};

  override messages = {
    vote: (client: ArenaClient, payload: unknown) =>
      this.#answer(voteSchema, payload, (message) => this.#vote(client, message)),
    predict: (client: ArenaClient, payload: unknown) =>
      this.#answer(predictSchema, payload, (message) => this.#predict(client, message)),
    deal: (client: ArenaClient, payload: unknown) =>
      this.#answer(dealSchema, payload, ({ count }) => this.#deal(client, count)),
    host: (client: ArenaClient, payload: unknown) =>
      this.#answer(hostSchema, payload, (message) => this.#host(client, message)),
  };

  override async onCreate({ code = "", services }: ArenaRoomOptions): Promise<void> {
    const session = await services.sessions.byCode(code);
    if (session === null) throw new ServerError(404, "unknown_session" satisfies Refusal);
    this.#services = services;
    this.#session = session;
    this.#game = await this.#restore();
    this.roomId = code;
    this.#stopLearning = services.learning.subscribe(() => this.#learned());
    this.#learned();
    this.#watchIdle();
  }

  override async onJoin(client: ArenaClient, options: unknown): Promise<void> {
    const seat = await this.#arrivals.close(() => this.#seat(client, options));
    client.userData = seat;
    const viewer = seat.role === "player" ? { role: seat.role, id: seat.playerId } : { role: seat.role };
    const { own } = viewFor(this.#game, viewer, this.#services.now());
    client.send("welcome", { ...seat, own });
    this.#publish();
    this.#watchIdle();
  }

  override onDrop(client: ArenaClient, code?: number): void {
    if (!this.#isSeated(client)) return;
    this.#disconnected(client, "drop");
    if (code !== CloseCode.SERVER_SHUTDOWN && code !== CloseCode.WITH_ERROR) {
      this.allowReconnection(client, RECONNECTION_S);
    }
  }

  override onReconnect(client: ArenaClient): void {
    if (client.userData?.role === "player") {
      this.#apply({ type: "return", playerId: client.userData.playerId });
      this.#connect(client, client.userData.playerId);
    }
    this.#publish();
    this.#watchIdle();
  }

  override onLeave(client: ArenaClient): void {
    const { userData: seat } = client;
    const gone = seat?.role !== "player" || !this.#connections.has(seat.playerId) || this.#isSeated(client);
    if (gone) this.#disconnected(client, "leave");
    this.#watchIdle();
  }

  /** A fault of ours must not take the other rooms down. */
  override onUncaughtException(error: Error, method: string): void {
    this.#services.log.error({ err: error, room: this.roomId, method }, "A room's handler failed");
  }

  override async onDispose(): Promise<void> {
    clearTimeout(this.#deadline);
    clearTimeout(this.#idle);
    this.#stopLearning();
    this.#closing.abort(new Error("The room is closing"));
    await this.#gate.close(() => {
      const { phase } = this.#game;
      if ("roundId" in phase) this.#perform({ type: "closeRound", roundId: phase.roundId });
    });
    await Promise.allSettled(this.#work);
  }

  async #restore(): Promise<GameState> {
    const { rounds, players, now } = this.#services;
    const last = await rounds.last(this.#session.id);
    if (last !== null) await rounds.close(last.id);
    const members = (await players.ofSession(this.#session.id)).filter((player) => !player.kicked);
    return members.length === 0 && last === null
      ? newGame(this.#session.settings)
      : resumedGame(this.#session.settings, last?.index ?? 0, members, now());
  }

  /** Throws the refusal: that is how Colyseus turns a connection away. */
  async #seat(client: ArenaClient, options: unknown): Promise<Seat> {
    const newcomer: Command = { type: "join", playerId: "", nickname: "", avatar: 0 };
    const admission = await admit(this.#services, this.#session, options, () => reasonOf(this.#try(newcomer)));
    if ("refused" in admission) throw new ServerError(REFUSED, admission.refused);
    const { seat, command } = admission;
    if (seat.role === "spectator" && this.#spectators() >= MAX_SPECTATORS) {
      throw new ServerError(REFUSED, "session_full" satisfies Refusal);
    }
    const reason = command === null ? null : reasonOf(this.#apply(command));
    if (reason !== null) throw new ServerError(REFUSED, refusalOf(reason));
    if (seat.role === "player") this.#connect(client, seat.playerId);
    return seat;
  }

  /** The newest connection of a player takes over. */
  #connect(client: ArenaClient, playerId: string): void {
    const previous = this.#connections.get(playerId);
    this.#connections.set(playerId, client);
    if (previous !== undefined && previous !== client) dismiss(previous, "replaced");
  }

  #isSeated(client: ArenaClient): boolean {
    const { userData: seat } = client;
    return seat !== undefined && (seat.role !== "player" || this.#connections.get(seat.playerId) === client);
  }

  #disconnected(client: ArenaClient, type: "drop" | "leave"): void {
    const { userData: seat } = client;
    if (seat?.role === "player") {
      this.#connections.delete(seat.playerId);
      this.#apply({ type, playerId: seat.playerId });
    }
    this.#publish();
  }

  async #vote(client: ArenaClient, message: VoteMessage): Promise<Replies["vote"]> {
    const playerId = playerOf(client);
    if (playerId === null) return refuse("not_a_player");
    return this.#gate.pass(async () => {
      const command: Command = { type: "vote", playerId, pairId: message.pairId, verdict: message.verdict };
      const { phase } = this.#game;
      const reason = reasonOf(this.#try(command));
      if (reason === "duplicate") return { ok: true, duplicate: true };
      if (reason !== null || !("roundId" in phase)) return refuse(refusalOf(reason ?? "wrong_phase"));
      const outcome = await this.#services.castVote({ ...message, playerId, roundId: phase.roundId });
      if (outcome === "unknown") return refuse("unknown_pair");
      if (outcome === "accepted") this.#apply(command);
      return { ok: true, duplicate: outcome === "duplicate" };
    });
  }

  async #predict(client: ArenaClient, { share }: PredictMessage): Promise<Replies["predict"]> {
    const playerId = playerOf(client);
    if (playerId === null) return refuse("not_a_player");
    return this.#gate.pass(async () => {
      const command: Command = { type: "predict", playerId, share };
      const { phase } = this.#game;
      const reason = reasonOf(this.#try(command));
      if (reason === "duplicate") return { ok: true, duplicate: true };
      if (reason !== null || !("roundId" in phase)) return refuse(refusalOf(reason ?? "wrong_phase"));
      const outcome = await this.#services.predictions.predict({ roundId: phase.roundId, playerId, share });
      if (outcome === "accepted") this.#apply(command);
      return { ok: true, duplicate: outcome === "duplicate" };
    });
  }

  async #deal(client: ArenaClient, count: number): Promise<Replies["deal"]> {
    const playerId = playerOf(client);
    if (playerId === null) return refuse("not_a_player");
    const result = this.#apply({ type: "deal", playerId, count });
    if ("rejected" in result) return refuse(refusalOf(result.rejected));
    const grant = result.effects.find((effect) => effect.type === "dealRapid");
    if (grant === undefined) return { ok: true, pairs: [] };
    const dealtBefore = this.#dealt.get(playerId) ?? 0;
    this.#dealt.set(playerId, dealtBefore + grant.count);
    const pairs = await dealRapid(this.#services.pool, { ...grant, arenaId: this.#session.arenaId, dealtBefore });
    this.#apply({ type: "shortfall", playerId, count: grant.count - pairs.length });
    return { ok: true, pairs: pairs.map(({ id, prompt, a, b }) => ({ id, prompt, a: a.text, b: b.text })) };
  }

  async #host(client: ArenaClient, message: HostMessage): Promise<Reply> {
    if (client.userData?.role !== "host") return refuse("host_only");
    const command: Command =
      message.command === "kick" ? { type: "kick", playerId: message.playerId } : { type: message.command };
    const reason = await this.#gate.close(() => reasonOf(this.#apply(command)));
    return reason === null ? { ok: true } : refuse(refusalOf(reason));
  }

  async #answer<M, R extends Reply>(
    schema: z.ZodType<M>,
    payload: unknown,
    handle: (message: M) => Promise<R>,
  ): Promise<R | Reply> {
    const parsed = schema.safeParse(payload);
    if (!parsed.success) return refuse("bad_message");
    try {
      return await handle(parsed.data);
    } catch (error) {
      this.#services.log.error({ err: error, room: this.roomId }, "A message could not be answered");
      return refuse("unavailable");
    }
  }

  #try(command: Command): Transition | Rejection {
    return transition(this.#game, command, this.#services.now());
  }

  #apply(command: Command): Transition | Rejection {
    const result = this.#try(command);
    if ("rejected" in result) return result;
    this.#game = result.state;
    for (const effect of result.effects) this.#perform(effect);
    this.#publish();
    this.#awaitDeadline();
    return result;
  }

  #perform(effect: Effect): void {
    const work = this.#effect(effect).catch((error: unknown) => {
      if (this.#closing.signal.aborted && effect.type === "openRound") return;
      this.#services.log.error({ err: error, room: this.roomId, effect: effect.type }, "An effect failed");
    });
    this.#work.add(work);
    void work.finally(() => this.#work.delete(work));
  }

  async #effect(effect: Effect): Promise<void> {
    const { rounds, players, sessions } = this.#services;
    switch (effect.type) {
      case "openRound":
        return this.#openRound(effect.index);
      case "closeRound": {
        const { votes } = await rounds.close(effect.roundId);
        this.#votes += votes;
        return this.#learned();
      }
      case "award":
        return this.#award(effect.roundId, effect.awards);
      case "expel": {
        const client = this.#connections.get(effect.playerId);
        this.#connections.delete(effect.playerId);
        if (client !== undefined) dismiss(client, "kicked");
        return players.kick(effect.playerId);
      }
      case "finish":
        return sessions.finish(this.#session.id);
      case "dealRapid":
        return;
    }
  }

  async #openRound(index: number): Promise<void> {
    const { round, pair } = await openRound(this.#services, this.#session, index, this.#closing.signal);
    const result = this.#apply({ type: "dealt", roundId: round.id, policyVersion: round.policyVersion, pair });
    if ("rejected" in result) await this.#services.rounds.close(round.id);
  }

  async #award(roundId: string, awards: ReadonlyMap<string, Award>): Promise<void> {
    for (const [playerId, award] of awards) this.#connections.get(playerId)?.send("points", award);
    const points = new Map([...awards].map(([playerId, award]) => [playerId, award.points]));
    await this.#services.players.addScores(points);
    await this.#services.predictions.score(roundId, points);
  }

  #learned(): void {
    this.#apply({ type: "learned", learning: { ...this.#services.learning.current(), votes: this.#votes } });
  }

  #awaitDeadline(): void {
    clearTimeout(this.#deadline);
    const { phase } = this.#game;
    if (!("timer" in phase) || !("endsAt" in phase.timer)) return;
    const wait = Math.max(0, phase.timer.endsAt - this.#services.now());
    this.#deadline = setTimeout(() => void this.#gate.close(() => this.#tick()), wait);
  }

  #tick(): void {
    if ("rejected" in this.#apply({ type: "tick" })) this.#awaitDeadline();
  }

  #publish(): void {
    const { own: _, ...view } = viewFor(this.#game, { role: "spectator" }, this.#services.now());
    publish(this.state, { ...view, code: this.roomId, spectators: this.#spectators() });
    if (this.metadata?.phase !== view.phase) void this.setMetadata({ phase: view.phase });
  }

  #spectators(): number {
    return this.clients.filter((client) => client.userData?.role === "spectator").length;
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    if (this.clients.length > 0) return;
    this.#idle = setTimeout(() => {
      if (this.clients.length === 0) void this.disconnect();
    }, IDLE_MS);
  }
}

function playerOf(client: ArenaClient): string | null {
  return client.userData?.role === "player" ? client.userData.playerId : null;
}

function refuse(error: Refusal): { readonly ok: false; readonly error: Refusal } {
  return { ok: false, error };
}

function reasonOf(result: Transition | Rejection): Reason | null {
  return "rejected" in result ? result.rejected : null;
}

/** Closes a connection that has lost its seat. */
function dismiss(client: ArenaClient, reason: ServerMessages["kicked"]["reason"]): void {
  client.send("kicked", { reason });
  client.leave(reason === "kicked" ? CLOSE_KICKED : CLOSE_REPLACED);
}

import { type AuthContext, type Client, CloseCode, Room, ServerError } from "@colyseus/core";
import {
  CLOSE_KICKED,
  CLOSE_REPLACED,
  type HostMessage,
  type Refusal,
  type Reply,
  type ServerMessages,
} from "../../../shared/protocol/messages.ts";
import type { GameState } from "../../../shared/round/state.ts";
import type { Seat } from "../seats/admit.ts";
import { DoorDesk } from "../seats/door-desk.ts";
import { mayWatch, type Onlooker } from "../seats/onlookers.ts";
import { Reception } from "../seats/reception.ts";
import { REFUSED, takeSeat } from "../seats/take-seat.ts";
import { Gate } from "./gate.ts";
import { Hands } from "./hands.ts";
import { LiveGame, reasonOf } from "./live-game.ts";
import { roomMessages } from "./messages.ts";
import { publish } from "./publish.ts";
import { command, refusalOf, reportedAnswers } from "./requests.ts";
import type { RoomServices } from "./room-services.ts";
import { RoomState } from "./room-state.ts";
import { ownBallot, publicView } from "./sealed.ts";
import { Stopwatch } from "./stopwatch.ts";

/** How long a dropped connection may come back by itself; with a token a player may come back for as long as the session runs. */
const RECONNECTION_S = 30;
/** A room without connections is put to sleep; the next one to join its code wakes it. */
const IDLE_MS = 60_000;
/** How often players are sent what has changed, milliseconds; each time costs a message a client. A new phase is sent at once. */
const PATCH_MS = 100;

type PhaseOfGame = GameState["phase"]["name"];

export interface ArenaRoomOptions {
  readonly services: RoomServices;
  /** The session's; comes with the room's creation, the services with its definition. */
  readonly code?: string;
}

/** `address` is the hash that stands for where the connection comes from. */
type ArenaClient = Client<{ userData: Seat; auth: { readonly address: string }; messages: ServerMessages }>;

/** One session on the network: seats connections, turns messages into requests, publishes the view. The rules are in `shared/round`. */
export class ArenaRoom extends Room<{ state: RoomState; metadata: { phase: string }; client: ArenaClient }> {
  override state = new RoomState();
  override maxMessagesPerSecond = 30;
  override patchRate = PATCH_MS;
  override autoDispose = false;

  readonly #arrivals = new Gate();
  /** The one connection that each player has. */
  readonly #connections = new Map<string, ArenaClient>();
  readonly #hands = new Hands();
  readonly #times = new Stopwatch(() => this.#game.services.now());
  #opened: LiveGame | undefined;
  #received: { readonly reception: Reception; readonly door: DoorDesk } | undefined;
  /** Whether the game has changed since it was published. */
  #stale = false;
  /** That was sent last. */
  #phase: PhaseOfGame | undefined;
  #idle: NodeJS.Timeout | undefined;
  #stopping = false;

  override messages = roomMessages({
    game: () => this.#game,
    reception: () => this.#reception,
    hands: this.#hands,
    times: this.#times,
    command: (message) => this.#command(message),
    reported: () => this.#sendReports(),
    failed: (error) => this.#failed(error, "message"),
  });

  override async onCreate({ code = "", services }: ArenaRoomOptions): Promise<void> {
    const session = await services.sessions.byCode(code);
    if (session === null) throw new ServerError(404, "unknown_session" satisfies Refusal);
    this.roomId = session.code;
    this.#opened = await LiveGame.open(services, session, {
      changed: () => this.#changed(),
      awarded: (playerId, award) =>
        this.#connections.get(playerId)?.send("points", { ...award, pick: this.#game.ids.seal(award.pick) }),
      closed: () => void this.#sendReports().catch((error: unknown) => this.#failed(error, "closed")),
      expelled: (playerId, banned) => {
        this.#hands.forget(playerId);
        if (banned) this.#reception.ban(playerId);
        this.#dismiss(playerId, banned ? "banned" : "kicked");
      },
    });
    const members = await services.players.ofSession(session.id);
    const reception = new Reception(members, () => this.#game.state, services.now);
    const door = new DoorDesk(this.#game, reception, (message) => {
      for (const host of this.#hosts()) host.send("door", message);
    });
    this.#received = { reception, door };
    this.#phase = this.#game.state.phase.name;
    this.#publish();
    this.#watchIdle();
  }

  /** Before each broadcast: verdicts and deals come by the hundred a second, and making the view costs more than applying one. */
  override onBeforePatch(): void {
    if (this.#stale) this.#publish();
  }

  override onAuth(_client: ArenaClient, _options: unknown, { ip }: AuthContext): { address: string } {
    return { address: this.#game.services.addressOf(ip) };
  }

  override async onJoin(client: ArenaClient, options: unknown): Promise<void> {
    const seat = await this.#arrivals.close(() => this.#seat(client, options));
    client.send("welcome", { ...seat, own: seat.role === "player" ? ownBallot(this.#game, seat.playerId) : null });
    if (seat.role === "host") {
      this.#door.show();
      await this.#sendReports();
    }
    this.#publish();
    this.#watchIdle();
  }

  override onDrop(client: ArenaClient, code?: number): void {
    if (!this.#isSeated(client)) return;
    this.#away(client, "drop");
    if (code === CloseCode.SERVER_SHUTDOWN || code === CloseCode.WITH_ERROR) return;
    this.allowReconnection(client, RECONNECTION_S);
  }

  override onReconnect(client: ArenaClient): void {
    const { userData: seat } = client;
    if (seat?.role === "player") {
      const reason = reasonOf(this.#game.apply({ type: "return", playerId: seat.playerId }));
      if (reason !== null) throw new ServerError(REFUSED, refusalOf(reason));
      this.#connect(client, seat.playerId);
    } else if (!this.#mayWatch(client, onlooker(client))) {
      throw new ServerError(REFUSED, "spectators_full" satisfies Refusal);
    }
    this.#publish();
    this.#watchIdle();
  }

  /** Also runs when a dropped connection's time is up, by which time its player may have come back on another. */
  override onLeave(client: ArenaClient): void {
    const { userData: seat } = client;
    if (seat !== undefined && (!this.#connections.has(seat.playerId) || this.#isSeated(client))) {
      this.#away(client, "leave");
    }
    this.#watchIdle();
  }

  /** When the server stops nobody leaves: no beat ends because those who are still undecided were cut off first. */
  override onBeforeShutdown(): void {
    this.#stopping = true;
    super.onBeforeShutdown();
  }

  /** A fault of ours must not take the other rooms down. */
  override onUncaughtException(error: Error, method: string): void {
    if (error.cause instanceof ServerError) return; // a refusal
    this.#failed(error, method);
  }

  override async onDispose(): Promise<void> {
    clearTimeout(this.#idle);
    this.#received?.door.close();
    await this.#opened?.close();
  }

  #failed(error: unknown, method: string): void {
    this.#opened?.services.log.error({ err: error, room: this.roomId, method }, "A room's handler failed");
  }

  get #game(): LiveGame {
    if (this.#opened === undefined) throw new Error("The room was used before it was created");
    return this.#opened;
  }

  get #reception(): Reception {
    if (this.#received === undefined) throw new Error("The room was used before it was created");
    return this.#received.reception;
  }

  get #door(): DoorDesk {
    if (this.#received === undefined) throw new Error("The room was used before it was created");
    return this.#received.door;
  }

  async #seat(client: ArenaClient, options: unknown): Promise<Seat> {
    const { address } = onlooker(client);
    const parts = { game: this.#game, reception: this.#reception, door: this.#door, times: this.#times };
    const seat = await takeSeat(parts, address, options, (one) => this.#mayWatch(client, { seat: one, address }));
    client.userData = seat;
    if (seat.role === "player") this.#connect(client, seat.playerId);
    return seat;
  }

  /** The newest connection of a player takes over. */
  #connect(client: ArenaClient, playerId: string): void {
    if (this.#connections.get(playerId) !== client) this.#dismiss(playerId, "replaced");
    this.#connections.set(playerId, client);
    this.#hands.connect(playerId);
  }

  #dismiss(playerId: string, reason: ServerMessages["kicked"]["reason"]): void {
    const client = this.#connections.get(playerId);
    this.#connections.delete(playerId);
    client?.send("kicked", { reason });
    client?.leave(reason === "replaced" ? CLOSE_REPLACED : CLOSE_KICKED);
  }

  async #command(message: HostMessage): Promise<Reply> {
    if (message.command === "door" || message.command === "answer") {
      this.#door.command(message);
      return { ok: true };
    }
    const reply = await command(this.#game, message);
    if (message.command === "hide") await this.#sendReports();
    if (message.command === "places") this.#door.show();
    return reply;
  }

  #hosts(): readonly ArenaClient[] {
    return this.clients.filter((client) => client.userData?.role === "host");
  }

  /** What was reported, to whoever hosts. */
  async #sendReports(): Promise<void> {
    const hosts = this.#hosts();
    if (hosts.length === 0) return;
    const answers = await reportedAnswers(this.#game);
    for (const host of hosts) host.send("reports", { answers });
  }

  #isSeated(client: ArenaClient): boolean {
    const { userData: seat } = client;
    return seat !== undefined && (seat.role !== "player" || this.#connections.get(seat.playerId) === client);
  }

  #away(client: ArenaClient, type: "drop" | "leave"): void {
    const { userData: seat } = client;
    if (this.#stopping) return;
    if (seat?.role === "player") {
      this.#connections.delete(seat.playerId);
      this.#game.apply({ type, playerId: seat.playerId });
      if (!this.#game.state.players.has(seat.playerId)) {
        this.#hands.forget(seat.playerId);
        this.#reception.forget(seat.playerId);
      }
    }
    this.#publish();
  }

  #changed(): void {
    this.#stale = true;
    const name = this.#opened?.state.phase.name;
    if (name === undefined || name === this.#phase) return;
    this.#phase = name;
    this.#times.beat();
    this.#tellWriters();
    this.broadcastPatch();
  }

  /** That a pair is theirs, before they see it: other players may have written the same words. */
  #tellWriters(): void {
    const { phase } = this.#game.state;
    if (phase.name !== "showdown") return;
    for (const id of new Set([phase.pair.writerA, phase.pair.writerB])) {
      const own = this.#connections.has(id) ? ownBallot(this.#game, id) : null;
      if (own !== null) this.#connections.get(id)?.send("own", own);
    }
  }

  #publish(): void {
    if (this.#opened === undefined) return;
    this.#stale = false;
    const view = publicView(this.#opened, { code: this.roomId, spectators: this.#spectators() });
    publish(this.state, view);
    if (this.metadata?.phase !== view.phase) void this.setMetadata({ phase: view.phase });
  }

  #spectators(): number {
    return this.clients.filter((client) => client.userData?.role === "spectator").length;
  }

  #mayWatch(client: ArenaClient, who: Onlooker): boolean {
    return mayWatch(this.clients.filter((other) => other !== client).map(onlooker), who);
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    if (this.clients.length > 0) return;
    this.#idle = setTimeout(() => {
      if (this.clients.length === 0) void this.disconnect();
    }, IDLE_MS);
  }
}

function onlooker({ userData: seat, auth }: ArenaClient): Onlooker {
  return { seat, address: auth?.address ?? "" };
}

import { type AuthContext, CloseCode, Room, ServerError } from "@colyseus/core";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import { type GameFrame, gameFrame } from "../../../shared/protocol/watch/game-frame.ts";
import type { GameState } from "../../../shared/round/state.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { REFUSED, takeSeat } from "../seats/admission.ts";
import { Reception } from "../seats/reception.ts";
import { mayWatch, type Onlooker, type Seat } from "../seats/seat.ts";
import { Audience } from "./audience.ts";
import { Hands, Stopwatch } from "./hands.ts";
import { HostDesk } from "./host-desk.ts";
import { LiveGame, refusalOf } from "./live-game.ts";
import { PlayerConnections } from "./player-connections.ts";
import { ReadWriteLock } from "./read-write-lock.ts";
import { type RoomParts, roomMessages } from "./requests.ts";
import {
  type ArenaClient,
  hasLostRight,
  hostsAmong,
  onlooker,
  roomView,
  screensAmong,
  takeRight,
  tellAward,
  tellWriters,
  welcome,
} from "./room-clients.ts";
import { type RoomLease, SessionElsewhere } from "./room-leases.ts";
import type { RoomServices } from "./room-services.ts";
import { ownBallot, publish, RoomState, sceneOf, toldAward } from "./room-state.ts";
import { doWork, type RoomWork } from "./room-work.ts";

/** How long a dropped connection may come back by itself; with a token a player may come back for as long as the session runs. */
const RECONNECTION_S = 30;
/** A room without connections is put to sleep; the next one to join its code wakes it. */
const IDLE_MS = 60_000;
/** Milliseconds between the messages in which clients are sent what has changed. A new phase is sent at once. */
const PATCH_MS = 100;

export interface ArenaRoomOptions {
  readonly services: RoomServices;
  /** The session's. Colyseus adds it when the room is created; the services come with the room's definition. */
  readonly code?: string;
}

/** One session on the network: seats connections, turns messages into requests, publishes the view. The rules are in `shared/round`. */
export class ArenaRoom extends Room<{ state: RoomState; metadata: { phase: string }; client: ArenaClient }> {
  override state = new RoomState();
  override maxMessagesPerSecond = 30;
  override patchRate = PATCH_MS;
  override autoDispose = false;

  readonly #arrivals = new ReadWriteLock();
  readonly #connections = new PlayerConnections();
  /** Ids of remotes that were revoked while this room runs. */
  readonly #revoked = new Set<string>();
  #parts: RoomParts | undefined;
  /** Whether the game has changed since it was published. */
  #stale = false;
  /** The phase that clients were sent last, and in a finale the pair. */
  #phase: string | undefined;
  #idle: NodeJS.Timeout | undefined;
  #stopping = false;

  override messages = roomMessages(
    () => this.#room,
    (error, from) => this.#failed(error, "message", from),
  );

  override async onCreate({ code = "", services }: ArenaRoomOptions): Promise<void> {
    const session = await services.sessions.byCode(code);
    if (session === null) throw new ServerError(404, "unknown_session" satisfies Refusal);
    this.roomId = session.code;
    if (services.drain.isDraining) throw new SessionElsewhere();
    const lease = await services.leases.take(session.id, () => this.#evict());
    await this.#open(services, session, lease).catch(async (error: unknown) => {
      await lease.release().catch(() => {}); // it ends by itself
      throw error;
    });
  }

  async #open(services: RoomServices, session: SessionRecord, lease: RoomLease): Promise<void> {
    const members = await services.players.ofSession(session.id);
    const { locked, screenPass } = await services.hosting.door(session.id);
    const game = await LiveGame.open(services, session, lease, {
      changed: () => this.#changed(),
      awarded: (playerId, award) => this.#connections.get(playerId)?.send("points", toldAward(game, award)),
      closed: () => void this.#room.desk.showReports().catch((error: unknown) => this.#failed(error, "closed")),
      expelled: (playerId, banned) => {
        this.#room.hands.forget(playerId);
        if (banned) this.#room.reception.ban(playerId);
        this.#connections.dismiss(playerId, banned ? "banned" : "kicked");
        if (banned) void this.#room.desk.showBanned().catch((error: unknown) => this.#failed(error, "expelled"));
      },
    });
    const reception = new Reception(members, locked, () => game.state, services.now);
    const desk = new HostDesk(game, reception, screenPass, {
      hosts: () => hostsAmong(this.clients),
      screens: () => screensAmong(this.clients).length,
      changed: () => this.#changed(),
      revoked: (remoteId) => {
        this.#revoked.add(remoteId);
        takeRight(this.clients, remoteId);
      },
      goOver: (code) => this.work(session.id, { type: "goOver", code }),
    });
    const audience = new Audience(services.now);
    this.#parts = { game, reception, desk, hands: new Hands(), times: new Stopwatch(services.now), audience };
    this.#phase = sceneOf(game.state.phase);
    this.#publish();
    this.#watchIdle();
    if (!lease.isLost) return services.drain.opened(this);
    await game.close();
    throw new SessionElsewhere();
  }

  /** The view is made once a broadcast: verdicts and deals come by the hundred a second, and a view costs more than applying one. */
  override onBeforePatch(): void {
    if (this.#stale && this.#parts !== undefined) this.#publish();
  }

  override onAuth(_client: ArenaClient, _options: unknown, { ip }: AuthContext): { address: string } {
    return { address: this.#room.game.services.addressOf(ip) };
  }

  override async onJoin(client: ArenaClient, options: unknown): Promise<void> {
    const { game, desk } = this.#room;
    const seat = await this.#arrivals.alone(() => this.#seat(client, options));
    welcome(client, seat, seat.role === "player" ? ownBallot(game, seat.playerId) : null);
    tellAward(this.#room.game, client);
    if (seat.role === "host") await desk.welcome();
    else if (seat.right !== null) await desk.showRemotes();
    this.#publish();
    this.#watchIdle();
  }

  override onDrop(client: ArenaClient, code?: number): void {
    if (!this.#connections.isSeated(client)) return;
    this.#away(client, "drop");
    if (code === CloseCode.SERVER_SHUTDOWN || code === CloseCode.WITH_ERROR) return;
    this.allowReconnection(client, RECONNECTION_S);
  }

  override onReconnect(client: ArenaClient): void {
    const { userData: seat } = client;
    if (seat?.role === "player") {
      const refusal = refusalOf(this.#room.game.apply({ type: "return", playerId: seat.playerId }));
      if (refusal !== null) throw new ServerError(REFUSED, refusal);
      this.#connect(client, seat.playerId);
      tellAward(this.#room.game, client);
    } else if (hasLostRight(seat, this.#revoked, this.#room.desk)) {
      throw new ServerError(REFUSED, "host_only" satisfies Refusal);
    } else if (!this.#mayWatch(client, onlooker(client))) {
      throw new ServerError(REFUSED, "spectators_full" satisfies Refusal);
    }
    this.#publish();
    this.#watchIdle();
  }

  /** Also runs when a dropped connection's time is up. Its player may have come back on another one by then. */
  override onLeave(client: ArenaClient): void {
    const { userData: seat } = client;
    if (seat !== undefined && (!this.#connections.has(seat.playerId) || this.#connections.isSeated(client))) {
      this.#away(client, "leave");
    }
    this.#watchIdle();
  }

  /** While the server stops, nobody counts as gone: a beat would end because those who were still undecided were cut off first. */
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
    this.#parts?.desk.close();
    await this.#parts?.game.close();
    this.#parts?.game.services.drain.closed(this);
  }

  get phase(): GameState["phase"]["name"] {
    return this.#room.game.state.phase.name;
  }

  /** A round under way, if there is one, is left to whoever takes the session. */
  async handOver(): Promise<void> {
    this.#stopping = true;
    await this.#room.game.close(true);
    await this.disconnect(CloseCode.SERVER_SHUTDOWN);
  }

  /** Another room plays the session: players come back to that one by their tokens. */
  #evict(): void {
    if (this.#parts === undefined) return; // `onCreate` looks
    this.#stopping = true;
    void this.#parts.game.close().catch((error: unknown) => this.#failed(error, "evict"));
    void this.disconnect(CloseCode.SERVER_SHUTDOWN);
  }

  /** Something that routes ask of the room (`inRoom`); false where it plays another session by now. */
  async work(sessionId: string, work: RoomWork): Promise<boolean> {
    if (this.#parts?.game.session.id !== sessionId) return false;
    const withdrawn = (playerId: string) => this.#connections.dismiss(playerId, "withdrawn");
    return doWork({ ...this.#parts, clients: this.clients, withdrawn }, work);
  }

  /** A process tells how many watch this game there without a seat, and is told what they are to see. */
  lookIn(node: string, viewers: number): GameFrame {
    this.#room.audience.tell(node, viewers);
    return gameFrame(this.#publish());
  }

  get #room(): RoomParts {
    if (this.#parts === undefined) throw new Error("The room was used before it was created");
    return this.#parts;
  }

  #failed(error: unknown, method: string, from?: object): void {
    this.#parts?.game.services.log.error({ err: error, room: this.roomId, method, ...from }, "A room's handler failed");
  }

  async #seat(client: ArenaClient, options: unknown): Promise<Seat> {
    const { address } = onlooker(client);
    const seat = await takeSeat(this.#room, address, options, (one) => this.#mayWatch(client, { seat: one, address }));
    client.userData = seat;
    if (seat.role === "player") this.#connect(client, seat.playerId);
    return seat;
  }

  #connect(client: ArenaClient, playerId: string): void {
    this.#connections.connect(client, playerId);
    this.#room.hands.connect(playerId);
  }

  #away(client: ArenaClient, type: "drop" | "leave"): void {
    const { userData: seat } = client;
    if (this.#stopping) return;
    if (seat?.role === "player") {
      const { game, hands, reception } = this.#room;
      this.#connections.forget(seat.playerId);
      game.apply({ type, playerId: seat.playerId });
      if (!game.state.players.has(seat.playerId)) {
        hands.forget(seat.playerId);
        reception.forget(seat.playerId);
      }
    }
    if (seat?.role !== "player")
      void this.#room.desk.showRemotes().catch((error: unknown) => this.#failed(error, "away"));
    this.#publish();
  }

  #changed(): void {
    this.#stale = true;
    if (this.#parts === undefined) return;
    const { game, times, desk } = this.#parts;
    const scene = sceneOf(game.state.phase);
    if (scene === this.#phase) return;
    this.#phase = scene;
    times.beat();
    tellWriters(game, this.#connections);
    void desk.showWritten().catch((error: unknown) => this.#failed(error, "written"));
    this.broadcastPatch();
  }

  #publish(): RoomView {
    this.#stale = false;
    const view = roomView(this.#room, this.roomId, this.clients);
    publish(this.state, view);
    this.#room.game.services.broadcast.show(view);
    if (this.metadata?.phase !== view.phase) void this.setMetadata({ phase: view.phase });
    return view;
  }

  #mayWatch(client: ArenaClient, who: Onlooker): boolean {
    return mayWatch(this.clients.filter((other) => other !== client).map(onlooker), who);
  }

  #watchIdle(): void {
    clearTimeout(this.#idle);
    if (this.clients.length > 0) return;
    this.#idle = setTimeout(() => {
      if (this.clients.length > 0) return;
      if (this.#room.audience.count() > 0) this.#watchIdle();
      else void this.disconnect();
    }, IDLE_MS);
  }
}

import type { IncomingMessage } from "node:http";
import { createAdapter } from "@socket.io/redis-adapter";
import type { Namespace, Server, Socket } from "socket.io";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import type { Refusal } from "../../../shared/protocol/messages.ts";
import { type GameFrame, later, type WatchEvents } from "../../../shared/protocol/watch/game-frame.ts";
import { PROTOCOL_VERSION } from "../../../shared/round/view.ts";
import type { Broadcast } from "../../game/room/audience.ts";
import type { MonotonicClock } from "../../ports/arena.ts";
import { HttpFault } from "../http-fault.ts";
import type { CodeLookups } from "../routes/code-lookups.ts";
import { gamePushes } from "./game-pushes.ts";
import { type Refresher, refresher } from "./refresher.ts";

/** How often a game's room is told how many watch here, and asked for what it shows: what was lost on the way is made good then. */
const TELL_MS = 10_000;
/** Least time between two tellings, however many come and go. */
const TELL_PAUSE_MS = 1_000;
/** How long a game that nobody watches is remembered. */
const EMPTY_FOR_MS = 15_000;

export interface WatchServices {
  /** Asks the room of a code, in whichever process it runs: see `wake-rooms.ts`. */
  readonly lookIn: (code: string, node: string, viewers: number) => Promise<GameFrame>;
  /** This process, by a name that no other has. */
  readonly node: string;
  readonly lookups: CodeLookups;
  readonly networkOf: (request: IncomingMessage) => string;
  /** Other processes may show games of this one's rooms, and the other way round. */
  readonly isShared: boolean;
  readonly now: MonotonicClock;
  readonly log: { error(context: object, message: string): void };
}

export interface Watch {
  /** Viewers of games in this process. */
  viewers(): number;
  close(): Promise<void>;
}

/** What processes tell each other. */
interface NodeEvents {
  frame: (code: string, frame: GameFrame) => void;
  rematch: (code: string, next: string) => void;
}
type Stage = Namespace<Record<string, never>, WatchEvents, NodeEvents>;

/** A game that is watched in this process. */
interface Watched {
  frame: GameFrame;
  /** When the frame was made. */
  at: number;
  viewers: number;
  idle: NodeJS.Timeout | undefined;
  readonly telling: Refresher;
}

/** What is needed of an ioredis client. */
interface RedisClient {
  readonly status: string;
  publish(...message: readonly unknown[]): Promise<unknown>;
}

/**
 * Joins the Socket.IO servers of all processes by Redis, where there is one. To be called before any namespace is opened. While Redis is
 * away nothing is told, and viewers here go on seeing the games that are played here.
 *
 * @returns whether there may be others
 */
export function joinProcesses(io: Server, redis: { connect(): RedisClient } | null): boolean {
  if (redis === null) return false;
  const teller = redis.connect();
  const publish = teller.publish.bind(teller);
  // What was late would be no use, and the adapter lets a failure of the publisher end the process.
  teller.publish = async (...message) => (teller.status === "ready" ? publish(...message).catch(() => 0) : 0);
  io.adapter(createAdapter(teller, redis.connect()));
  return true;
}

/**
 * Games for those who watch them without a seat. Rooms hand in their views by `broadcast`; the process of each room makes frames of them and
 * hands these to all processes, of which each keeps the last one of every game that is watched there. So a viewer costs neither a query nor a
 * message to the room.
 */
export function openWatch(io: Server, services: WatchServices): Watch & { broadcast: Broadcast } {
  const { lookIn, node, lookups, networkOf, isShared, now, log } = services;
  const stage: Stage = io.of("/watch");
  const opening = new Map<string, Promise<Watched>>();
  const games = new Map<string, Watched>();
  const onError = (error: unknown) => log.error({ err: error }, "A game could not be shown to its viewers");

  const pushes = gamePushes((code, frame) => {
    receive(code, frame);
    if (isShared) stage.serverSideEmit("frame", code, frame);
  }, now);
  stage.on("frame", receive);
  stage.on("rematch", goOver);

  function receive(code: string, frame: GameFrame): void {
    const game = games.get(code);
    if (game === undefined) return;
    Object.assign(game, { frame, at: now() });
    stage.local.to(code).volatile.emit("game", frame);
  }

  function goOver(code: string, next: string): void {
    stage.local.to(code).emit("rematch", { code: next });
  }

  function gameOf(code: string): Promise<Watched> {
    const before = opening.get(code);
    if (before !== undefined) return before;
    const next = openGame(code).catch((error: unknown) => {
      opening.delete(code);
      throw error;
    });
    opening.set(code, next);
    return next;
  }

  async function openGame(code: string): Promise<Watched> {
    const frame = await lookIn(code, node, 1);
    const telling = refresher(() => tell(code), { isWanted: () => true, onError, pauseMs: TELL_PAUSE_MS });
    const game: Watched = { frame, at: now(), viewers: 0, idle: undefined, telling };
    games.set(code, game);
    forgetWhenEmpty(code, game);
    return game;
  }

  /** The room is in the same process or answers within seconds. A game that is over has no room any more. */
  async function tell(code: string): Promise<void> {
    const game = games.get(code);
    if (game === undefined || game.frame.phase === "finished") return;
    try {
      Object.assign(game, { frame: await lookIn(code, node, game.viewers), at: now() });
    } catch (error) {
      if (refusalOf(error) !== "unknown_session") throw error;
      forget(code, game);
      stage.local.in(code).disconnectSockets(true); // they come back, and are told
    }
  }

  function forget(code: string, game: Watched): void {
    clearTimeout(game.idle);
    opening.delete(code);
    games.delete(code);
    void game.telling.stop();
  }

  function forgetWhenEmpty(code: string, game: Watched): void {
    clearTimeout(game.idle);
    game.idle = setTimeout(() => game.viewers === 0 && forget(code, game), EMPTY_FOR_MS).unref();
  }

  /** @throws whatever keeps the viewer out, which `refusalOf` names */
  async function admit(viewer: Socket): Promise<void> {
    const { code: given, protocol }: { readonly code?: unknown; readonly protocol?: unknown } = viewer.handshake.auth;
    if (protocol !== PROTOCOL_VERSION) throw new Error("old_client" satisfies Refusal);
    const code = typeof given === "string" ? readJoinCode(given) : null;
    if (code === null) throw new Error("unknown_session" satisfies Refusal);
    const settle = lookups.begin(networkOf(viewer.request), code);
    try {
      await gameOf(code);
      settle(true);
    } catch (error) {
      settle(refusalOf(error) !== "unknown_session");
      throw error;
    }
    viewer.data.code = code;
  }

  stage.use((viewer, next) => {
    admit(viewer).then(
      () => next(),
      (error: unknown) => {
        const refusal = refusalOf(error);
        if (refusal === "unavailable") onError(error);
        next(new Error(refusal));
        setImmediate(() => viewer.conn.close()); // when that is sent; or one connection could ask again and again
      },
    );
  });

  stage.on("connection", (viewer) => {
    const { code } = viewer.data as { readonly code: string };
    const game = games.get(code);
    viewer.once("disconnect", () => {
      viewer.conn.close();
      if (game === undefined) return;
      game.viewers--;
      if (game.viewers === 0) forgetWhenEmpty(code, game);
      game.telling.changed();
    });
    if (game === undefined) return void viewer.disconnect(true); // forgotten meanwhile; it comes back
    game.viewers++;
    void viewer.join(code);
    viewer.emit("game", later(game.frame, now() - game.at));
    game.telling.changed();
  });

  const heartbeat = setInterval(() => {
    for (const { viewers, telling } of games.values()) if (viewers > 0) telling.changed();
  }, TELL_MS).unref();

  return {
    broadcast: {
      show: pushes.show,
      goOver(code, next) {
        goOver(code, next);
        if (isShared) stage.serverSideEmit("rematch", code, next);
      },
    },
    viewers: () => [...games.values()].reduce((sum, { viewers }) => sum + viewers, 0),
    async close() {
      clearInterval(heartbeat);
      pushes.stop();
      await Promise.all([...games.values()].map(({ telling }) => telling.stop()));
    },
  };
}

/** The word for what keeps a viewer out. */
function refusalOf(error: unknown): string {
  if (error instanceof HttpFault) return error.error;
  const { message } = error as Error;
  const told: readonly Refusal[] = ["unknown_session", "old_client"];
  return told.find((refusal) => refusal === message) ?? "unavailable";
}

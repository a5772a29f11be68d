import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { defineRoom, defineServer, matchMaker } from "@colyseus/core";
import { Encoder } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express from "express";
import type { Logger } from "pino";
import { Server as SocketServer } from "socket.io";
import { type ServerOptions, WebSocketServer } from "ws";
import packageJson from "../package.json" with { type: "json" };
import { openCluster } from "./cluster/open-cluster.ts";
import type { RedisConnections } from "./cluster/redis.ts";
import { diskProbe } from "./data-folder.ts";
import { learningMonitors } from "./game/learning-monitor.ts";
import { ArenaRoom } from "./game/room/arena-room.ts";
import { RoomLeases } from "./game/room/room-leases.ts";
import type { RoomServices } from "./game/room/room-services.ts";
import { inRoom, livePhase, lookIn, ROOM_NAME, reserveReturn, reserveSeat } from "./game/room/wake-rooms.ts";
import { DROP_IN } from "./game/round/drop-in.ts";
import { limitedLog } from "./limited-log.ts";
import type { MonotonicClock, WallClock } from "./ports/arena.ts";
import type { Stores } from "./ports/stores.ts";
import { hashedAddress, networkOfRequest } from "./web/front-door/client-address.ts";
import { guardedSocket } from "./web/front-door/guarded-socket.ts";
import { knownHosts } from "./web/front-door/known-hosts.ts";
import { lanAddresses } from "./web/front-door/lan-addresses.ts";
import { drainConnections, openFrontDoor } from "./web/front-door/open-front-door.ts";
import { isFitForRoom } from "./web/front-door/room-frame.ts";
import { mountRoutes } from "./web/routes/app.ts";
import { CodeLookups } from "./web/routes/code-lookups.ts";
import { hostGuard } from "./web/routes/host-guard.ts";
import { openLabReadings } from "./web/spectators/lab-readings.ts";
import { openBoards } from "./web/spectators/open-boards.ts";
import { openLab } from "./web/spectators/open-lab.ts";
import { joinProcesses, openWatch } from "./web/spectators/open-watch.ts";
import { viewerGate } from "./web/spectators/viewer-gate.ts";

const CLIENT_FOLDER = fileURLToPath(new URL("../dist/client", import.meta.url));
/**
 * Room for the state of 800 players, twice the most places: see `fair-seats.ts`. Colyseus cuts off what doesn't fit,
 * without an error.
 */
const STATE_BYTES = 512 * 1024;
/** An answer that is far too long gets a refusal with a reason. A longer frame ends its sender's connection. */
const FRAME_BYTES = 64 * 1024;
/** Viewers of boards send only what Socket.IO itself needs. */
const BOARD_FRAME_BYTES = 4 * 1024;
/** A viewer's dead line is known within thirteen seconds, as a player's is. */
const PING_MS = 5_000;
const PONG_MS = 8_000;
/** A round is closed when no room has held its session for this long. */
const ABANDONED_MS = 30 * 60_000;
const HOUSEKEEPING_MS = 60_000;
/** Time for the last frames and answers to be read, before connections are cut. */
const DRAIN_MS = 1_000;
/** Connections that may wait to be accepted, as far as the system allows: of a crowd that comes at once the others try again after seconds. */
const BACKLOG = 4_096;
/** The machine's addresses are read again after this time: a laptop may change its network. */
const HOSTS_FOR_MS = 5_000;

const UNKNOWN_PROXY =
  "A request came through a proxy. If that proxy is yours, set TRUST_PROXY=1: otherwise all players count as one address and share its limits";
const MISROUTED =
  "The proxy sent a room's socket to the wrong process. It has to lead /p/NODE/... to the process of that NODE_NAME, as deploy/nginx.conf does";

export interface Web {
  readonly port: number;
  /** Tells the rooms, waits for the votes under way, and stops answering. The stores stay open. */
  close(): Promise<void>;
}

/**
 * Opens pages, API, rooms and boards on one port. A process has one: Colyseus keeps its rooms in a global.
 * @throws Error (EADDRINUSE) when the port is taken
 */
export async function openWeb(
  stores: Stores,
  settings: {
    readonly port: number;
    readonly host: string;
    readonly dataDir: string;
    /** Null: the database is in the data folder. */
    readonly databaseUrl: string | null;
    readonly hostPassword: string | null;
    /** By name. */
    readonly externalModels?: ReadonlyMap<string, unknown>;
    readonly publicUrls?: readonly string[];
    readonly trustProxy?: number;
    /** This process's name among those that share the games. */
    readonly nodeName?: string;
    /** By which they find each other's rooms; null: there is one process. */
    readonly redis?: RedisConnections | null;
  },
  log: Logger,
): Promise<Web> {
  const now: WallClock = () => Date.now();
  const monotonic: MonotonicClock = () => performance.now();
  const limited = (part: string) => limitedLog(log.child({ part }), monotonic);
  const onError = (error: unknown) => log.error({ err: error }, "The trainer's progress could not be read");
  const learning = learningMonitors(stores, onError);
  const secret = await stores.installation.secret();
  const { nodeName = "web", redis = null } = settings;
  // What the process of this name held before it ended is free for everybody; without Redis there is no other process.
  await stores.leases.releaseOf(redis === null ? null : nodeName);
  const leases = new RoomLeases(stores.leases, nodeName, monotonic, log);
  void leases.keepRenewing();
  const cluster = redis && (await openCluster(redis, nodeName, secret, limited("cluster")));
  const services: RoomServices = {
    ...stores,
    leases,
    secret,
    addressOf: (ip) => hashedAddress(secret, ip),
    castVotes: stores.votes.cast,
    random: Math.random,
    learning,
    // Rooms are opened when all is there.
    broadcast: { show: (view) => watch.broadcast.show(view), goOver: (...codes) => watch.broadcast.goOver(...codes) },
    log: limited("rooms"),
    now: monotonic,
  };

  await stores.sessions.dropIn(DROP_IN);

  Encoder.BUFFER_SIZE = STATE_BYTES;
  const frameLog = limited("frames");
  const onFault = (error: unknown) => frameLog.error({ err: error }, "What a client sent could not be handled");
  const inside = createServer();
  const transport = new WebSocketTransport({
    noServer: true,
    maxPayload: FRAME_BYTES,
    WebSocket: guardedSocket(isFitForRoom, onFault),
  });
  transport.attachToServer(inside, { filter: (request) => !request.url?.startsWith("/socket.io/") });
  const game = defineServer({
    transport,
    greet: false,
    gracefullyShutdown: false,
    logger: limited("colyseus"),
    ...cluster,
    rooms: { [ROOM_NAME]: defineRoom(ArenaRoom, { services }) },
  });
  await cluster?.join();
  // `game.listen` would open a port of its own and put Colyseus' routes before ours.
  await matchMaker.accept();
  const app = express();
  const lookups = new CodeLookups(monotonic);
  const readings = await openLabReadings(stores, monotonic);
  mountRoutes(app, {
    ...stores,
    readings,
    ...{ livePhase, inRoom, reserveSeat, reserveReturn, lookups, now, monotonic },
    hostGuard: hostGuard(settings.hostPassword),
    externalModelNames: [...(settings.externalModels ?? new Map()).keys()],
    dataDir: settings.dataDir,
    disk: diskProbe(settings.dataDir, monotonic),
    votesOnDisk: settings.databaseUrl === null,
    log: limited("http"),
    addresses: () => ({
      publicUrl: settings.publicUrls?.[0] ?? null,
      addresses: lanAddresses(settings.host, networkInterfaces()),
    }),
    clientFolder: CLIENT_FOLDER,
    version: packageJson.version,
    cluster: () => ({
      node: nodeName,
      redis: redis === null ? "none" : redis.isWell() ? "ok" : "away",
      leases: leases.state(),
    }),
  });
  inside.on("request", app);
  const gate = viewerGate(networkOfRequest, monotonic);
  const io = new SocketServer(inside, {
    serveClient: false,
    allowRequest: gate.allowRequest,
    maxHttpBufferSize: BOARD_FRAME_BYTES,
    ...{ pingInterval: PING_MS, pingTimeout: PONG_MS },
    wsEngine: class extends WebSocketServer {
      constructor(options: ServerOptions) {
        super({ ...options, WebSocket: guardedSocket(() => true, onFault) });
      }
    },
  });
  gate.watch(io);
  const isShared = joinProcesses(io, redis);
  const boardLog = limited("boards");
  const closeBoards = await openBoards(io, { ...stores, versions: readings.versions, now, log: boardLog });
  const closeLab = await openLab(io, { ...stores, versions: readings.versions, learning, now, log: boardLog });
  const watch = openWatch(io, {
    ...{ lookIn, node: nodeName, lookups, networkOf: networkOfRequest },
    ...{ isShared, now: monotonic, log: boardLog },
  });
  const tidy = () => {
    stores.rounds
      .closeAbandoned(ABANDONED_MS)
      .catch((error: unknown) => log.error({ err: error }, "Abandoned rounds could not be closed"));
  };
  const housekeeping = setInterval(tidy, HOUSEKEEPING_MS);
  tidy();

  const hosts = remembered(HOSTS_FOR_MS, monotonic, () =>
    knownHosts(settings.host, hostname(), networkInterfaces(), settings.publicUrls ?? []),
  );
  const { trustProxy = 0 } = settings;
  const onUnknownProxy = () => log.warn(UNKNOWN_PROXY);
  const onMisrouted = (asked: string) => frameLog.warn({ asked, node: nodeName }, MISROUTED);
  const door = openFrontDoor(inside, {
    ...{ trustProxy, knownHosts: hosts, nodeName, now: monotonic, onFault, onUnknownProxy, onMisrouted },
  });
  const drain = drainConnections(door, DRAIN_MS);
  // Last, so that nobody comes in before all is there.
  door.listen({ port: settings.port, host: settings.host, backlog: BACKLOG });
  await once(door, "listening");

  return {
    port: (door.address() as AddressInfo).port,
    async close() {
      clearInterval(housekeeping);
      door.close(); // no new connections; a client that comes back waits for the next process
      await game.gracefullyShutdown(false);
      leases.close();
      cluster?.close();
      await Promise.all([closeBoards(), closeLab(), watch.close(), readings.close()]);
      await Promise.all([io.close(), drain()]);
    },
  };
}

/** Calls `read` again when its last answer is older than `forMs`. */
function remembered<T>(forMs: number, now: () => number, read: () => T): () => T {
  let value = read();
  let readAt = now();
  return () => {
    if (now() - readAt > forMs) {
      value = read();
      readAt = now();
    }
    return value;
  };
}

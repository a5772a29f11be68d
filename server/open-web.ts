import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { hostname, networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { defineRoom, defineServer, matchMaker, type Room } from "@colyseus/core";
import { Encoder } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import express from "express";
import type { Logger } from "pino";
import { Server as SocketServer } from "socket.io";
import { type ServerOptions, WebSocketServer } from "ws";
import packageJson from "../package.json" with { type: "json" };
import type { CheckpointConfig } from "./checkpoint-config.ts";
import { openCheckpoints } from "./checkpoints/open-checkpoints.ts";
import { openCluster } from "./cluster/open-cluster.ts";
import { handOver, takeOver } from "./cluster/pass-games-on.ts";
import type { RedisConnections } from "./cluster/redis.ts";
import { diskProbe } from "./data-folder.ts";
import { learningMonitors } from "./game/learning-monitor.ts";
import { ArenaRoom } from "./game/room/arena-room.ts";
import type { ArenaClient } from "./game/room/room-clients.ts";
import { RoomDrain } from "./game/room/room-drain.ts";
import { RoomLeases } from "./game/room/room-leases.ts";
import type { RoomServices } from "./game/room/room-services.ts";
import {
  inRoom,
  livePhase,
  lookIn,
  openElsewhere,
  ROOM_NAME,
  reserveReturn,
  reserveSeat,
} from "./game/room/wake-rooms.ts";
import { DROP_IN } from "./game/round/drop-in.ts";
import { limitedLog } from "./limited-log.ts";
import type { OperatingConfig } from "./operating-config.ts";
import type { MonotonicClock, WallClock } from "./ports/arena.ts";
import type { Stores } from "./ports/stores.ts";
import { hashedAddress, networkOfRequest } from "./web/front-door/client-address.ts";
import { guardedSocket } from "./web/front-door/guarded-socket.ts";
import { knownHosts } from "./web/front-door/known-hosts.ts";
import { lanAddresses } from "./web/front-door/lan-addresses.ts";
import { drainConnections, openFrontDoor } from "./web/front-door/open-front-door.ts";
import { isFitForRoom } from "./web/front-door/room-frame.ts";
import { followRequests } from "./web/operating/follow-requests.ts";
import { tellProcess } from "./web/operating/process-figures.ts";
import { openPrometheus } from "./web/operating/prometheus.ts";
import { webReadiness } from "./web/operating/web-readiness.ts";
import { mountRoutes } from "./web/routes/app.ts";
import { CodeLookups } from "./web/routes/code-lookups.ts";
import { hostGuard } from "./web/routes/host-guard.ts";
import type { TrainingAccess } from "./web/routes/training-routes.ts";
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

/** Where nothing is said of training, the trainer does it. */
const OWN_TRAINING: TrainingAccess = { engine: "tfjs", token: null, jobs: 0 };

export interface Web {
  readonly port: number;
  /**
   * Where other processes share the games: takes no new ones and hands those that are here over, each at its break, in two minutes at
   * most. Resolves at once where this process is alone, and when the signal is aborted.
   */
  handOver(atOnce: AbortSignal): Promise<void>;
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
    readonly training?: TrainingAccess;
    readonly publicUrls?: readonly string[];
    readonly trustProxy?: number;
    readonly operating?: Pick<OperatingConfig, "metricsToken">;
    /** This process's name among those that share the games. */
    readonly nodeName?: string;
    /** By which they find each other's rooms; null: there is one process. */
    readonly redis?: RedisConnections | null;
    /** Null: the files of versions are in the data folder alone. */
    readonly checkpoints?: CheckpointConfig | null;
  },
  log: Logger,
  metrics = openPrometheus(),
): Promise<Web> {
  const now: WallClock = () => Date.now();
  const monotonic: MonotonicClock = () => performance.now();
  const limited = (part: string) => limitedLog(log.child({ part }), monotonic);
  const { training = OWN_TRAINING } = settings;
  const onError = (error: unknown) => log.error({ err: error }, "The trainer's progress could not be read");
  const learning = learningMonitors(stores, onError);
  const secret = await stores.installation.secret();
  const { nodeName = "web", redis = null } = settings;
  // What the process of this name held before it ended is free for everybody; without Redis there is no other process.
  await stores.leases.releaseOf(redis === null ? null : nodeName);
  const leases = new RoomLeases(stores.leases, nodeName, monotonic, log);
  void leases.keepRenewing();
  const cluster = redis && (await openCluster(redis, nodeName, secret, limited("cluster")));
  const moving = new RoomDrain(openElsewhere, (error) => log.error({ err: error }, "A room could not be handed over"));
  const services: RoomServices = {
    ...stores,
    leases,
    drain: moving,
    secret,
    addressOf: (ip) => hashedAddress(secret, ip),
    castVotes: stores.votes.cast,
    random: Math.random,
    learning,
    // Rooms are opened when all is there.
    broadcast: { show: (view) => watch.broadcast.show(view), goOver: (...codes) => watch.broadcast.goOver(...codes) },
    log: limited("rooms"),
    metrics,
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
  const rooms = new Set<Room<{ client: ArenaClient }>>();
  const arenaRoom = defineRoom(ArenaRoom, { services });
  arenaRoom.on("create", (room) => rooms.add(room)).on("dispose", (room) => rooms.delete(room));
  const game = defineServer({
    transport,
    greet: false,
    gracefullyShutdown: false,
    logger: limited("colyseus"),
    ...cluster,
    rooms: { [ROOM_NAME]: arenaRoom },
  });
  await cluster?.join();
  // `game.listen` would open a port of its own and put Colyseus' routes before ours.
  await matchMaker.accept();
  const app = express();
  const lookups = new CodeLookups(monotonic, { ...stores, addressOf: services.addressOf });
  const disk = diskProbe(settings.dataDir, monotonic);
  const votesOnDisk = settings.databaseUrl === null;
  const checkpoints = await openCheckpoints(settings.checkpoints ?? null, settings.dataDir, limited("checkpoints"));
  const { engine } = training;
  const watched = { ...stores, disk, votesOnDisk, redis, checkpoints, engine, isDraining: () => moving.isDraining };
  const readiness = webReadiness(watched, now, log.child({ part: "readiness" }));
  const readings = await openLabReadings(stores, monotonic);
  mountRoutes(app, {
    ...stores,
    readings,
    ...{ livePhase, inRoom, reserveReturn, lookups, now, monotonic, training },
    reserveSeat: (code, options, address) =>
      reserveSeat(code, options, address, (node, processId) => takeOver(cluster, stores, { node, processId }, log)),
    hostGuard: hostGuard(settings.hostPassword, { ...stores, addressOf: services.addressOf }),
    addressOf: services.addressOf,
    crowdOf: async (code) => (await matchMaker.getRoomById(code))?.clients ?? 0,
    processes: async () => (await matchMaker.stats.fetchAll()).length,
    externalModelNames: [...(settings.externalModels ?? new Map()).keys()],
    ...{ disk, votesOnDisk, readiness, metrics, metricsToken: settings.operating?.metricsToken ?? null },
    checkpoints,
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
      draining: moving.isDraining,
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
  tellProcess(metrics, { ...stores, readiness, rooms, leases, monotonic, viewers: () => io.engine.clientsCount });
  const isShared = joinProcesses(io, redis);
  const boardLog = limited("boards");
  const { versions } = readings;
  const closeBoards = await openBoards(io, { ...stores, versions, now, log: boardLog });
  const closeLab = await openLab(io, { ...stores, versions, learning, training, now, log: boardLog });
  const watch = openWatch(io, {
    ...{ lookIn, node: nodeName, lookups, networkOf: networkOfRequest },
    ...{ isShared, now: monotonic, log: boardLog },
  });
  const tidy = () => {
    stores.rounds
      .closeAbandoned(ABANDONED_MS)
      .catch((error: unknown) => log.error({ err: error }, "Abandoned rounds could not be closed"));
    stores.budgets
      .forgetIdle()
      .catch((error: unknown) => log.error({ err: error }, "Old budgets could not be forgotten"));
  };
  const housekeeping = setInterval(tidy, HOUSEKEEPING_MS);
  tidy();

  const hosts = remembered(HOSTS_FOR_MS, monotonic, () =>
    knownHosts(settings.host, hostname(), networkInterfaces(), settings.publicUrls ?? []),
  );
  const { trustProxy = 0 } = settings;
  const onUnknownProxy = () => log.warn(UNKNOWN_PROXY);
  const onMisrouted = (asked: string) => frameLog.warn({ asked, node: nodeName }, MISROUTED);
  const follow = followRequests({ metrics, now: monotonic, log: log.child({ part: "http" }) });
  const door = openFrontDoor(inside, {
    ...{ trustProxy, knownHosts: hosts, nodeName, now: monotonic, follow, onFault, onUnknownProxy, onMisrouted },
  });
  const drain = drainConnections(door, DRAIN_MS);
  // Last, so that nobody comes in before all is there.
  door.listen({ port: settings.port, host: settings.host, backlog: BACKLOG });
  await once(door, "listening");

  return {
    port: (door.address() as AddressInfo).port,
    handOver: (atOnce) => handOver(cluster, (withinMs, signal) => moving.moveAll(withinMs, signal), atOnce, log),
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

import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { networkInterfaces } from "node:os";
import { fileURLToPath } from "node:url";
import { defineRoom, defineServer } from "@colyseus/core";
import { Encoder } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import type { Logger } from "pino";
import { Server as SocketServer } from "socket.io";
import packageJson from "../package.json" with { type: "json" };
import { DROP_IN } from "./arena/drop-in.ts";
import { monitorLearning } from "./arena/learning-monitor.ts";
import { MAIN_ARENA } from "./arena/ports/arena-id.ts";
import type { Stores } from "./arena/ports/stores.ts";
import { mountRoutes } from "./http/app.ts";
import { ADDRESS_HEADER, networkOf } from "./http/client-address.ts";
import { drainConnections } from "./http/drain-connections.ts";
import { hostGuard } from "./http/host-guard.ts";
import { lanAddresses } from "./lan-addresses.ts";
import { ArenaRoom } from "./rooms/arena-room.ts";
import type { RoomServices } from "./rooms/room-services.ts";
import { livePhase, ROOM_NAME, wakeRoomsOnJoin } from "./rooms/wake-rooms.ts";
import { openBoards } from "./spectators/open-boards.ts";
import { openLab } from "./spectators/open-lab.ts";
import { viewerGate } from "./spectators/viewer-gate.ts";
import { isKind } from "./world/safety.ts";

const CLIENT_FOLDER = fileURLToPath(new URL("../dist/client", import.meta.url));
/** Room for the state of 400 players; what doesn't fit is cut off without a word. */
const STATE_BYTES = 256 * 1024;
/** A far too long answer is to be refused with a reason; a longer frame costs its sender the connection. */
const FRAME_BYTES = 64 * 1024;
/** Rounds that nobody closed for this long belong to a process that died. */
const ABANDONED_MS = 30 * 60_000;
const HOUSEKEEPING_MS = 60_000;
/** For the last frames and answers to be read before connections are cut. */
const DRAIN_MS = 1_000;

export interface Web {
  readonly port: number;
  /** Tells the rooms, waits for the votes under way, and stops answering. The stores stay open. */
  close(): Promise<void>;
}

/**
 * Pages, API, rooms and boards on one port. One a process: Colyseus keeps its rooms in a global.
 * @throws Error (EADDRINUSE) when the port is taken
 */
export async function openWeb(
  stores: Stores,
  settings: {
    readonly port: number;
    readonly host: string;
    readonly dataDir: string;
    readonly hostPassword: string | null;
  },
  log: Logger,
): Promise<Web> {
  const now = () => Date.now();
  const onError = (error: unknown) => log.error({ err: error }, "The trainer's progress could not be read");
  const learning = await monitorLearning(stores, MAIN_ARENA, now, onError);
  const services: RoomServices = {
    ...stores,
    castVotes: stores.votes.cast,
    isKind,
    random: Math.random,
    learning,
    log,
    secret: await stores.installation.secret(),
    now,
  };

  await stores.sessions.dropIn(DROP_IN);

  Encoder.BUFFER_SIZE = STATE_BYTES;
  wakeRoomsOnJoin();
  const http = createServer();
  const drain = drainConnections(http, DRAIN_MS);
  const transport = new WebSocketTransport({ noServer: true, maxPayload: FRAME_BYTES });
  transport.attachToServer(http, { filter: (request) => !request.url?.startsWith("/socket.io/") });
  const game = defineServer({
    transport,
    greet: false,
    gracefullyShutdown: false,
    logger: log.child({ part: "colyseus" }),
    rooms: { [ROOM_NAME]: defineRoom(ArenaRoom, { services }) },
    express: (app) =>
      mountRoutes(app, {
        ...stores,
        livePhase,
        hostGuard: hostGuard(settings.hostPassword, now),
        dataDir: settings.dataDir,
        now,
        log,
        lanAddresses: () => lanAddresses(settings.host, networkInterfaces()),
        clientFolder: CLIENT_FOLDER,
        version: packageJson.version,
      }),
  });
  await Promise.race([
    new Promise<never>((_, reject) => http.once("error", reject)),
    game.listen(settings.port, settings.host),
  ]);

  const gate = viewerGate(addressOf, () => performance.now());
  const io = new SocketServer(http, { serveClient: false, allowRequest: gate.allowRequest });
  gate.watch(io);
  const closeBoards = await openBoards(io, { ...stores, now, log }, MAIN_ARENA);
  const closeLab = await openLab(io, { ...stores, learning, now, log }, MAIN_ARENA);
  const tidy = () => {
    stores.rounds.closeAbandoned(ABANDONED_MS).catch((error: unknown) => {
      log.error({ err: error }, "Abandoned rounds could not be closed");
    });
  };
  const housekeeping = setInterval(tidy, HOUSEKEEPING_MS);
  tidy();

  return {
    port: (http.address() as AddressInfo).port,
    async close() {
      clearInterval(housekeeping);
      http.close(); // nobody new; a client that comes back waits for the next process
      await game.gracefullyShutdown(false);
      await Promise.all([closeBoards(), closeLab()]);
      await Promise.all([io.close(), drain()]);
      await learning.close();
    },
  };
}

/** The front door's word, which the header is; without it the other end of the connection. */
function addressOf({ headers, socket }: IncomingMessage): string {
  const told = headers[ADDRESS_HEADER];
  return networkOf((Array.isArray(told) ? told[0] : told) ?? socket.remoteAddress ?? "");
}

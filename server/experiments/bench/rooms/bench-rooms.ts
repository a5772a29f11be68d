import { fileURLToPath } from "node:url";
import { openCluster } from "../../../store/postgres/embedded/cluster.ts";
import { quantile } from "../../figures.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { startOwnServers } from "../../servers/own-servers.ts";
import { stageBar } from "../../terminal/progress.ts";
import { formatTable } from "../../terminal/table.ts";
import { type ClientProcess, openClientProcess } from "../client-process.ts";
import { openMadeUpArena } from "../made-up-arena.ts";
import { processorMs } from "../process-usage.ts";
import type { FromRoomsClient, RoomsCrowd, RoomsMeasured, ToRoomsClient } from "./rooms-client.ts";

export interface RoomsOptions {
  readonly players: number;
  /** Votes a second when all of them play; with fewer players it is lower in proportion. */
  readonly rate: number;
  /** Stages on the way to all players, each with as many more. */
  readonly steps: number;
  readonly seconds: number;
  /** Processes of clients. */
  readonly clients: number;
}

/** A stage: so many players, all in rooms of `ROOM` at the same time. */
export interface RoomsStage {
  readonly players: number;
  readonly rate: number;
  readonly sent: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly unseen: number;
  /** Milliseconds until every player of the room has seen a vote. */
  readonly seenP50: number;
  readonly seenP99: number;
  /** Milliseconds until a vote was acknowledged. */
  readonly ackP99: number;
  /** Of one core, 0-1; null where the system doesn't tell. */
  readonly webCore: number | null;
  readonly postgresCore: number | null;
  /** Of one core each: the mean over the processes of clients. */
  readonly clientCore: number;
}

export interface RoomsReport extends RoomsOptions {
  readonly stages: readonly RoomsStage[];
  /** Why there are fewer stages than asked for; null where there are all. */
  readonly brokeWith: string | null;
}

/** Players of a room: a class. */
const ROOM = 30;
/** A stage is good while votes are seen within this, and hardly any is refused. */
export const SEEN_WITHIN_MS = 150;
const CLIENT = fileURLToPath(new URL("rooms-client.ts", import.meta.url));

type Players = ClientProcess<ToRoomsClient, FromRoomsClient>;

/** Fills more and more rooms of real clients on one web process, has them vote, and looks when everybody in a room has seen a vote. */
export async function benchRooms(
  options: RoomsOptions,
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
): Promise<RoomsReport> {
  const { signal } = abort;
  const bar = stageBar(options.steps, "starting a web process");
  const cleanUp: (() => Promise<unknown>)[] = [];
  const stages: RoomsStage[] = [];
  let brokeWith: string | null = null;
  try {
    // Each room has an address of its own, as classes have.
    const env = { ...environment, TRUST_PROXY: "1" };
    const own = await startOwnServers(env, { trainer: false }, signal, (error) => abort.abort(error));
    cleanUp.unshift(() => own.stop());
    const postgres = openCluster(own.dataDir).pid() ?? 0;
    const arena = await openMadeUpArena(own.dataDir);
    cleanUp.unshift(() => arena.close());
    const server = arenaServer(own.url, signal);
    const crowds = Array.from({ length: options.clients }, (): Players => {
      const one: Players = openClientProcess(CLIENT, "the players", signal);
      cleanUp.unshift(() => one.stop());
      return one;
    });
    let rooms = 0;
    for (let step = 1; step <= options.steps; step++) {
      const wanted = Math.ceil((options.players * step) / options.steps / ROOM);
      const players = wanted * ROOM;
      const rate = Math.round((options.rate * step) / options.steps);
      bar.update(step - 1, { stage: `${players} players join ${wanted} rooms` });
      await arena.fill("showdown", wanted - rooms);
      await arena.fill("rapid", 8 * (wanted - rooms) * ROOM + rate * options.seconds);
      const shares: RoomsCrowd["rooms"][number][][] = crowds.map(() => []);
      for (; rooms < wanted; rooms++) {
        const session = await server.createSession({ rounds: 1, pace: "host", maxPlayers: ROOM });
        shares[rooms % crowds.length]!.push({ session, address: `10.${rooms >> 8}.${rooms & 255}.1` });
      }
      try {
        await Promise.all(
          crowds.map((one, i) => one.ask({ crowd: { url: own.url, rooms: shares[i]!, players: ROOM } }, "ready")),
        );
        bar.update({ stage: `${players} players give ${rate} votes a second` });
        const web = processorMs(own.webPid);
        const db = processorMs(postgres);
        const votes = { rate: rate / crowds.length, seconds: options.seconds };
        const began = performance.now();
        const answers = await Promise.all(crowds.map((one) => one.ask({ votes }, "measured")));
        const elapsed = performance.now() - began;
        const core = (pid: number, before: number | null) =>
          before === null ? null : ((processorMs(pid) ?? before) - before) / elapsed;
        const measured = answers.map((answer) => answer.measured);
        stages.push(stageOf({ players, rate }, measured, options.seconds, core(own.webPid, web), core(postgres, db)));
      } catch (error) {
        if (signal.aborted) throw error;
        brokeWith = `${players} players: ${error instanceof Error ? error.message : String(error)}`;
        break;
      }
    }
    return { ...options, stages, brokeWith };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    bar.stop();
    for (const task of cleanUp) await task();
  }
}

function stageOf(
  stage: Pick<RoomsStage, "players" | "rate">,
  measured: readonly RoomsMeasured[],
  seconds: number,
  webCore: number | null,
  postgresCore: number | null,
): RoomsStage {
  const sum = (key: "sent" | "acknowledged" | "refused" | "unseen" | "processorMs") =>
    measured.reduce((total, one) => total + one[key], 0);
  const seen = measured.flatMap((one) => one.seen);
  return {
    ...stage,
    ...{ sent: sum("sent"), acknowledged: sum("acknowledged"), refused: sum("refused"), unseen: sum("unseen") },
    ...{ seenP50: quantile(seen, 0.5), seenP99: quantile(seen, 0.99) },
    ackP99: quantile(
      measured.flatMap((one) => one.waits),
      0.99,
    ),
    ...{ webCore, postgresCore, clientCore: sum("processorMs") / measured.length / (seconds * 1000) },
  };
}

/** The last stage before votes were seen too late, were not sent in time, or got lost on the way; null where none was good. */
export function limitOf(stages: readonly RoomsStage[], seconds: number): RoomsStage | null {
  const bad = stages.findIndex(
    ({ seenP99, rate, sent, acknowledged, unseen }) =>
      seenP99 > SEEN_WITHIN_MS || sent < 0.95 * rate * seconds || acknowledged < sent || unseen > 0,
  );
  return (bad === -1 ? stages.at(-1) : stages[bad - 1]) ?? null;
}

export function describeRooms(report: RoomsReport): string {
  const percent = (share: number | null) => (share === null ? "-" : `${(100 * share).toFixed(0)}%`);
  const rows = report.stages.map((stage) => [
    String(stage.players),
    `${stage.rate}`,
    String(stage.sent),
    String(stage.acknowledged),
    String(stage.unseen),
    ...[stage.seenP50, stage.seenP99, stage.ackP99].map((ms) => ms.toFixed(0)),
    ...[stage.webCore, stage.postgresCore, stage.clientCore].map(percent),
  ]);
  const good = limitOf(report.stages, report.seconds);
  const most = good === null ? "None of these is good" : `${good.players} players are good`;
  return [
    `Rooms of ${ROOM} real clients on one web process with embedded Postgres; ${report.clients} processes of clients; ${report.seconds} s a stage.`,
    "",
    formatTable(
      [
        ...["players", "votes/s", "sent", "acknowledged", "unseen", "seen by all p50 ms", "p99 ms"],
        ...["acknowledged p99 ms", "web core", "Postgres core", "a client process's core"],
      ],
      rows,
    ),
    `${most}: every vote seen by all, 99% within ${SEEN_WITHIN_MS} ms. State is sent ten times a second, so a vote waits up to 100 ms for it.`,
    report.brokeWith === null ? "" : `It broke with ${report.brokeWith}.\n`,
  ].join("\n");
}

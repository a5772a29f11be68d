import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { WebSocket } from "ws";
import { seeded } from "../../../../shared/random/seeded.ts";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";
import { answeredFrame, boardFrame, brokenFrame } from "./hostile-frame.ts";
import { hostileRequest } from "./hostile-request.ts";

export interface AttackPlan {
  readonly url: string;
  /** Of the sessions whose rooms are attacked. */
  readonly codes: readonly string[];
  /** Frames and requests to send in all. */
  readonly frames: number;
  readonly requests: number;
  readonly seed: number;
}

export interface AttackTally {
  readonly frames: number;
  readonly requests: number;
  /** WebSockets that were opened, and that the server refused. */
  readonly opened: number;
  readonly refused: number;
  /** Requests by their answer: a status, or "none". */
  readonly answers: Readonly<Record<string, number>>;
}

/** What the process of the attackers tells. */
export type FromAttacker = { readonly progress: AttackTally } | { readonly done: AttackTally };

/** Connections at a time: WebSockets that last as long as the server lets them, WebSockets that break rules at once, and HTTP. */
const LONG_LIVED = 40;
const RUDE = 6;
const HTTP = 12;
/** Between frames: fewer than the thirty a second for which a room closes a connection. */
const PAUSE_MS = 1000 / 25;
const BATCH = 40;
/** How long an answer to a request is waited for; halves of requests get none. */
const ANSWER_MS = 700;
const RETRY_MS = 100;
const OPEN_MS = 5_000;
const STATUS = /^HTTP\/1\.1 (\d{3}) /;

/**
 * Sends hostile frames and requests from several networks, which X-Forwarded-For names as a proxy would. Half of the frames go over
 * long-lived connections, the other half as fast as the server takes them.
 */
export async function attack(
  plan: AttackPlan,
  signal: AbortSignal,
  onProgress: (tally: AttackTally) => void = () => {},
): Promise<AttackTally> {
  const tally = { frames: 0, requests: 0, opened: 0, refused: 0, answers: {} as Record<string, number> };
  const isGoing = (part: "frames" | "requests") => tally[part] < plan[part] && !signal.aborted;
  const perPause = Math.max(1, plan.frames / 2);
  let longLived = 0;
  const random = (lane: number) => seeded(plan.seed * 1_000 + lane);

  async function stay(lane: number): Promise<void> {
    const chance = random(lane);
    const boards = lane % 4 === 3;
    while (isGoing("frames") && longLived < perPause) {
      const socket = await open(lane, boards);
      while (socket?.readyState === WebSocket.OPEN && isGoing("frames") && longLived < perPause) {
        longLived += 1;
        tally.frames += 1;
        socket.send(boards ? boardFrame(chance) : answeredFrame(chance));
        await sleep(PAUSE_MS);
      }
      socket?.terminate();
    }
  }

  async function offend(lane: number): Promise<void> {
    const chance = random(lane);
    while (isGoing("frames")) {
      const boards = chance() < 0.3;
      const socket = await open(lane, boards);
      for (let i = 0; i < BATCH && socket?.readyState === WebSocket.OPEN && isGoing("frames"); i++) {
        tally.frames += 1;
        socket.send(boards ? boardFrame(chance) : chance() < 0.5 ? answeredFrame(chance) : brokenFrame(chance));
      }
      // The frames need time to arrive, and the server to close the connection.
      if (socket !== null) await Promise.race([once(socket, "close").catch(() => {}), sleep(50)]);
      socket?.terminate();
    }
  }

  async function knock(lane: number): Promise<void> {
    const chance = random(lane);
    const { host, hostname, port } = new URL(plan.url);
    while (isGoing("requests")) {
      tally.requests += 1;
      const address = `198.51.${lane % 8}.${Math.floor(chance() * 16)}`;
      const answer = await exchange(hostname, Number(port), hostileRequest(chance, host, address));
      tally.answers[answer] = (tally.answers[answer] ?? 0) + 1;
    }
  }

  /** Null where the server doesn't want it. */
  async function open(lane: number, boards: boolean): Promise<WebSocket | null> {
    const headers = { "x-forwarded-for": `203.0.113.${lane}` };
    const path = boards ? "/socket.io/?EIO=4&transport=websocket" : await seatPath(lane, headers);
    if (path !== null) {
      const socket = new WebSocket(`${plan.url.replace("http", "ws")}${path}`, { headers });
      socket.on("error", () => {});
      if (await isWelcomed(socket)) {
        tally.opened += 1;
        socket.send(boards ? "40/boards," : Buffer.from([10]));
        return socket;
      }
      socket.terminate();
    }
    tally.refused += 1;
    await sleep(RETRY_MS);
    return null;
  }

  async function seatPath(lane: number, headers: Record<string, string>): Promise<string | null> {
    const code = plan.codes[lane % plan.codes.length] ?? "";
    try {
      const response = await fetch(`${plan.url}/matchmake/joinById/${code}`, {
        method: "POST",
        headers: { ...headers, "content-type": "application/json" },
        body: JSON.stringify({ protocol: PROTOCOL_VERSION, spectate: true }),
        signal: AbortSignal.timeout(OPEN_MS),
      });
      const seat = (await response.json()) as { processId?: string; roomId?: string; sessionId?: string };
      return response.ok ? `/${seat.processId}/${seat.roomId}?sessionId=${seat.sessionId}` : null;
    } catch {
      return null;
    }
  }

  const watch = setInterval(() => onProgress(tally), 250);
  const lanes = [
    ...Array.from({ length: LONG_LIVED }, (_, i) => stay(i)),
    ...Array.from({ length: RUDE }, (_, i) => offend(100 + i)),
    ...Array.from({ length: HTTP }, (_, i) => knock(200 + i)),
  ];
  await Promise.all(lanes).finally(() => clearInterval(watch));
  onProgress(tally);
  return tally;
}

/** Resolves with the first message, or with false when there is none. */
function isWelcomed(socket: WebSocket): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(false), OPEN_MS);
    const settle = (welcomed: boolean) => () => {
      clearTimeout(timer);
      resolve(welcomed);
    };
    socket.once("message", settle(true));
    socket.once("close", settle(false));
    socket.once("error", settle(false));
  });
}

/** Sends bytes on a connection of their own; resolves with the status of the answer, or "none". */
function exchange(host: string, port: number, bytes: Buffer): Promise<string> {
  return new Promise((resolve) => {
    let said = "";
    const socket = connect(port, host);
    const timer = setTimeout(() => socket.destroy(), ANSWER_MS);
    socket.on("connect", () => socket.write(bytes));
    socket.on("error", () => {});
    socket.on("data", (data) => {
      if (said.length < 100) said += data.toString("latin1");
      if (STATUS.test(said)) socket.destroy();
    });
    socket.on("close", () => {
      clearTimeout(timer);
      resolve(STATUS.exec(said)?.[1] ?? "none");
    });
  });
}

/** This file is also the process of the attackers of `bench hostile`, so that their work delays no other clock. */
if (import.meta.main) {
  const stopped = new AbortController();
  process.on("disconnect", () => stopped.abort());
  process.once("message", async (plan: AttackPlan) => {
    const done = await attack(plan, stopped.signal, (progress) => process.send?.({ progress } satisfies FromAttacker));
    process.send?.({ done } satisfies FromAttacker, () => process.exit(0));
  });
}

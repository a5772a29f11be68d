import { io } from "socket.io-client";
import { PERIODS } from "../../../../shared/protocol/boards.ts";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";

/** A process of the benchmark that holds viewers: real Socket.IO clients, every second one of the game and the others of the boards. */

export interface ViewersWanted {
  readonly url: string;
  readonly code: string;
  readonly count: number;
  /** Which process it is, from 0: each has addresses of its own. */
  readonly child: number;
}

/** What a process's viewers have been sent since they came. */
export interface ViewersSeen {
  /** Milliseconds from the first packet to the last of the first boards, by what is watched; those who have none yet are left out. */
  readonly waits: { readonly game: readonly number[]; readonly boards: readonly number[] };
  /** Messages after the first of each board: how many, their bytes, and the longest. */
  readonly pushes: { readonly game: Pushes; readonly boards: Pushes };
  /** Connections that were refused or lost. */
  readonly lost: number;
}
interface Pushes {
  count: number;
  bytes: number;
  most: number;
}

/** An address has room for a hundred viewers: see `viewer-gate.ts`. */
const OF_ADDRESS = 50;
const BOARDS = PERIODS.length + 2;
/** A Socket.IO message that carries an event. */
const EVENT = "2";

const seen = {
  waits: { game: [] as number[], boards: [] as number[] },
  pushes: { game: { count: 0, bytes: 0, most: 0 }, boards: { count: 0, bytes: 0, most: 0 } },
  lost: 0,
} satisfies ViewersSeen;

process.on("message", (wanted: ViewersWanted | "seen" | "forget") => {
  if (wanted === "seen") process.send?.(seen);
  else if (wanted === "forget") seen.pushes = { game: { ...NOTHING }, boards: { ...NOTHING } };
  else for (let i = 0; i < wanted.count; i++) watch(wanted, i);
});
process.on("disconnect", () => process.exit(0));

const NOTHING: Pushes = { count: 0, bytes: 0, most: 0 };

function watch({ url, code, child }: ViewersWanted, i: number): void {
  const kind = i % 2 === 0 ? "game" : "boards";
  const began = performance.now();
  const socket = io(`${url}/${kind === "game" ? "watch" : "boards"}`, {
    ...{ transports: ["websocket"], forceNew: true, auth: { code, protocol: PROTOCOL_VERSION } },
    // On Linux all of 127.0.0.0/8 is this machine.
    ...(process.platform === "linux" ? { localAddress: `127.1.${child}.${1 + Math.floor(i / OF_ADDRESS)}` } : {}),
  });
  let missing = kind === "game" ? 1 : BOARDS;
  socket.io.on("open", () => {
    socket.io.engine.on("packet", ({ type, data }: { readonly type: string; readonly data?: unknown }) => {
      if (type !== "message" || typeof data !== "string" || !data.startsWith(EVENT)) return;
      if (missing === 0) count(seen.pushes[kind], Buffer.byteLength(data));
      else if (--missing === 0) seen.waits[kind].push(performance.now() - began);
    });
  });
  for (const end of ["disconnect", "connect_error"] as const)
    socket.on(end, () => {
      seen.lost++;
    });
}

function count(pushes: Pushes, bytes: number): void {
  pushes.count++;
  pushes.bytes += bytes;
  pushes.most = Math.max(pushes.most, bytes);
}

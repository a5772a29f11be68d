import { createHash } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions, Refusal, Replies, ServerMessages } from "../../../../shared/protocol/messages.ts";
import type { SessionCreated } from "../../../../shared/protocol/sessions.ts";
import type { BallotCommand } from "../../../../shared/round/command.ts";
import { MODE_NAMES, type Mode } from "../../../../shared/round/modes.ts";
import type { RoomView } from "../../../../shared/round/view.ts";
import { PROTOCOL_VERSION } from "../../../../shared/round/view.ts";
import { VERDICTS } from "../../../../shared/round/votes/verdict.ts";
import { arenaServer } from "../../servers/arena-server.ts";
import { quietly } from "../../servers/network-seat.ts";
import type { Ledger, Return } from "./ledger.ts";

/** Pause after a vote. Nobody votes faster, and the server may refuse those who do. */
const PACE_MS = 250;
/** Between looks at the room's state. */
const LOOK_MS = 60;
const RETRY_MS = 200;
/** An unanswered vote is sent again, as the client in the browser does. */
const ANSWER_MS = 4_000;
const DEAL = 4;
/** What passes by itself, and that the beat was over. */
const PASSING: ReadonlySet<Refusal> = new Set(["unavailable", "wrong_phase", "not_open", "too_fast"]);

interface Connection {
  readonly room: Room<unknown, RoomView>;
  readonly welcome: ServerMessages["welcome"];
  isOpen(): boolean;
  /** When the connection ended; null while it stands. */
  lostAt(): number | null;
  /** Null without an answer, because the connection is gone or the server waits for its database. */
  ask<K extends keyof Replies>(type: K, message: unknown): Promise<Replies[K] | null>;
}

/** Joins, and comes back by token after every loss, as long as the session runs and the signal isn't aborted. */
async function stayConnected(
  url: string,
  code: string,
  who: Omit<JoinOptions, "protocol">,
  signal: AbortSignal,
  use: (connection: Connection) => Promise<"finished" | "lost">,
  onReturn: (back: Return) => void = () => {},
): Promise<void> {
  let credentials = who;
  let lost: Pick<Return, "phase" | "lostAt"> | null = null;
  while (!signal.aborted) {
    try {
      const connection = await connectOnce(url, code, credentials);
      if (connection.welcome.role === "player") credentials = { token: connection.welcome.token };
      if (lost !== null) onReturn({ code, ...lost, backAt: performance.now() });
      lost = null;
      const how = await use(connection);
      if (how === "finished" || signal.aborted) {
        if (connection.isOpen()) await connection.room.leave(true);
        return;
      }
      const lostAt = connection.lostAt();
      if (lostAt !== null) lost = { phase: connection.room.state.phase, lostAt };
    } catch (error) {
      if (isOver(error)) return;
    }
    await sleep(RETRY_MS);
  }
}

/** The code of a session that has ended is unknown. */
const isOver = (error: unknown): boolean =>
  error instanceof Error && /session_over|unknown_session/.test(error.message);

async function connectOnce(url: string, code: string, who: Omit<JoinOptions, "protocol">): Promise<Connection> {
  const room: Room<unknown, RoomView> = await new Client(url).joinById(code, { protocol: PROTOCOL_VERSION, ...who });
  room.reconnection.enabled = false;
  let lostAt: number | null = null;
  const gone = new Promise<null>((resolve) => {
    room.onLeave(() => {
      lostAt ??= performance.now();
      resolve(null);
    });
  });
  room.onError(() => {});
  quietly(room);
  const welcome = await new Promise<ServerMessages["welcome"]>((resolve, reject) => {
    room.onMessage("welcome", resolve);
    room.onLeave(() => reject(new Error("lost before the welcome")));
  });
  return {
    room,
    welcome,
    isOpen: () => lostAt === null,
    lostAt: () => lostAt,
    ask: (type, message) => {
      const answer = room.request(type, message, { timeout: ANSWER_MS }).catch(() => null);
      return Promise.race([answer, gone]); // a request goes on waiting after the connection is lost
    },
  };
}

/**
 * Plays whatever the room asks for, and notes what was acknowledged. Every message follows from ids alone, so that a message sent again,
 * on this connection or the next, is the same.
 */
export function playVoter(
  url: string,
  session: SessionCreated,
  nickname: string,
  signal: AbortSignal,
  ledger: Ledger,
): Promise<void> {
  const play = async ({ room, welcome, isOpen, ask }: Connection): Promise<"finished" | "lost"> => {
    const { playerId } = welcome;
    const done = new Set<string>();

    /** Sends until there is an answer: true when it was acknowledged. */
    async function put(type: BallotCommand, message: object): Promise<boolean> {
      while (isOpen()) {
        const reply = await ask(type, message);
        if (reply?.ok) return true;
        if (reply !== null && !PASSING.has(reply.error))
          ledger.refusals.push({ error: reply.error, at: performance.now() });
        if (reply !== null && reply.error !== "unavailable") return false;
        await sleep(PACE_MS);
      }
      return false;
    }
    /** Once a round and connection. */
    async function once(what: string, work: () => Promise<void>): Promise<void> {
      if (done.has(what)) return;
      done.add(what);
      await work();
    }
    async function vote(pairId: string): Promise<void> {
      const verdict = VERDICTS[draw(pairId, VERDICTS.length)]!;
      const sentAt = performance.now();
      if (await put("vote", { pairId, verdict, decisionMs: 500 })) {
        ledger.votes.push({ pairId, playerId, verdict, sentAt, acknowledgedAt: performance.now() });
      }
    }
    async function predict(pairId: string): Promise<void> {
      const share = draw(pairId + playerId, 11) / 10;
      if (await put("predict", { share })) ledger.predictions.push({ pairId, playerId, share });
      await put("lock", {});
    }
    async function judgePodium({ id: roundId, answers }: NonNullable<RoomView["podium"]>): Promise<void> {
      const order = answers.toSorted((a, b) => draw(roundId + playerId + a.text) - draw(roundId + playerId + b.text));
      const ranking = order.map(({ id }) => id);
      const texts = order.map(({ text }) => text);
      if (await put("rank", { podiumId: roundId, ranking, decisionMs: 500 })) {
        ledger.rankings.push({ roundId, playerId, texts });
      }
      const picked = answers[draw(roundId + playerId, answers.length)]!;
      if (await put("pick", { answerId: picked.id })) ledger.picks.push({ roundId, playerId, text: picked.text });
      await put("lock", {});
    }
    async function write(roundId: string): Promise<void> {
      const text = `Answer ${draw(roundId + playerId)} of ${nickname}: birds sing because the morning is bright.`;
      if (await put("write", { text })) ledger.answers.push({ roundId, playerId, text });
    }

    while (isOpen() && !signal.aborted) {
      const { phase, showdown, podium, task } = room.state;
      if (phase === "finished") return "finished";
      if (phase === "rapid") {
        const dealt = await ask("deal", { count: DEAL });
        for (const { id } of dealt?.ok ? dealt.pairs : []) {
          if (room.state.phase !== "rapid") break;
          await vote(id);
          await sleep(PACE_MS);
        }
      } else if (phase === "writing" && task) {
        await once(task.id, () => write(task.id));
      } else if (phase === "ranking" && podium) {
        await once(podium.id, () => judgePodium(podium));
      } else if (phase === "showdown" && showdown) {
        await once(showdown.id, async () => {
          await vote(showdown.id);
          await predict(showdown.id);
        });
      }
      await sleep(LOOK_MS);
    }
    return "lost";
  };
  return stayConnected(url, session.code, { nickname }, signal, play, (back) => ledger.returns.push(back));
}

/** A number below `count` that follows from a text. */
function draw(text: string, count = 1_000_000): number {
  return createHash("sha256").update(text).digest().readUInt32BE() % count;
}

/** Starts the game, and skips its breaks unless told otherwise. */
export function playHost(url: string, session: SessionCreated, signal: AbortSignal, skipsBreaks = true): Promise<void> {
  const { code, hostToken } = session;
  return stayConnected(url, code, { hostToken }, signal, async ({ room, isOpen, ask }) => {
    while (isOpen() && !signal.aborted) {
      const { phase, players } = room.state;
      if (phase === "finished") return "finished";
      if (phase === "lobby" && players.size > 0) await ask("host", { command: "start" });
      if (skipsBreaks && phase === "intermission") await ask("host", { command: "skip" });
      await sleep(RETRY_MS);
    }
    return "lost";
  });
}

const NEXT_GAME_MS = 50;
const ROUNDS = 100;
const BEATS = { writingMs: 2_000, rapidMs: 4_000, showdownMs: 3_000, revealMs: 200, intermissionMs: 200 };

/** Plays one game of every mode at a time, game after game until the signal is aborted. The modes share the players out. */
export async function playSessions(url: string, players: number, signal: AbortSignal, ledger: Ledger): Promise<void> {
  await Promise.all(
    MODE_NAMES.map((mode, i) => {
      const seats = Math.floor((players + MODE_NAMES.length - 1 - i) / MODE_NAMES.length);
      return playMode(url, mode, seats, signal, ledger);
    }),
  );
}

async function playMode(url: string, mode: Mode, seats: number, signal: AbortSignal, ledger: Ledger): Promise<void> {
  const server = arenaServer(url, signal);
  while (!signal.aborted) {
    const session = await server.createSession({ ...BEATS, mode, rounds: ROUNDS }).catch(() => null);
    if (session === null) await sleep(NEXT_GAME_MS);
    else {
      const voters = Array.from({ length: seats }, (_, i) => playVoter(url, session, `Voter ${i}`, signal, ledger));
      await Promise.all([playHost(url, session, signal), ...voters]);
    }
  }
}

import { setTimeout as sleep } from "node:timers/promises";
import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions, Replies, ServerMessages } from "../../../shared/protocol/messages.ts";
import type { SessionCreated } from "../../../shared/protocol/sessions.ts";
import { PROTOCOL_VERSION, type RoomView } from "../../../shared/protocol/views.ts";
import { VERDICTS, type Verdict } from "../../../shared/round/verdict.ts";

/** A vote that the server said it had stored. */
export interface AcknowledgedVote {
  readonly pairId: string;
  readonly playerId: string;
  readonly verdict: Verdict;
}

/** Rooms close connections that send more than 30 messages a second. */
const PACE_MS = 60;
const RETRY_MS = 200;
/** An unanswered vote is sent again, as the client in the browser does. */
const ANSWER_MS = 4_000;
const DEAL = 4;

interface Connection {
  readonly room: Room<unknown, RoomView>;
  readonly welcome: ServerMessages["welcome"];
  isOpen(): boolean;
}

/** Joins; comes back by token after every loss, for as long as the session runs and nobody says stop. */
async function stayConnected(
  url: string,
  code: string,
  who: Omit<JoinOptions, "protocol">,
  signal: AbortSignal,
  use: (connection: Connection) => Promise<"finished" | "lost">,
): Promise<void> {
  let credentials = who;
  while (!signal.aborted) {
    try {
      const connection = await connectOnce(url, code, credentials);
      if (connection.welcome.role === "player") credentials = { token: connection.welcome.token };
      const how = await use(connection);
      if (how === "finished" || signal.aborted) {
        if (connection.isOpen()) await connection.room.leave(true);
        return;
      }
    } catch (error) {
      if (isOver(error)) return;
    }
    await sleep(RETRY_MS);
  }
}

/** A session that has ended has no open code any more. */
const isOver = (error: unknown): boolean =>
  error instanceof Error && /session_over|unknown_session/.test(error.message);

async function connectOnce(url: string, code: string, who: Omit<JoinOptions, "protocol">): Promise<Connection> {
  const room: Room<unknown, RoomView> = await new Client(url).joinById(code, { protocol: PROTOCOL_VERSION, ...who });
  room.reconnection.enabled = false;
  let open = true;
  room.onLeave(() => {
    open = false;
  });
  room.onError(() => {});
  for (const message of ["points", "kicked", "reports", "door"]) room.onMessage(message, () => {});
  const welcome = await new Promise<ServerMessages["welcome"]>((resolve, reject) => {
    room.onMessage("welcome", resolve);
    room.onLeave(() => reject(new Error("lost before the welcome")));
  });
  return { room, welcome, isOpen: () => open };
}

/** Votes as fast as a room allows, by the pair's id alone, so that a vote that is sent again says the same. */
export function playVoter(
  url: string,
  session: SessionCreated,
  nickname: string,
  signal: AbortSignal,
  onAcknowledged: (vote: AcknowledgedVote) => void,
): Promise<void> {
  return stayConnected(url, session.code, { nickname }, signal, async ({ room, welcome, isOpen }) => {
    const { playerId } = welcome;
    async function vote(pairId: string): Promise<void> {
      const verdict = VERDICTS[Number.parseInt(pairId.slice(0, 4), 16) % VERDICTS.length]!;
      while (isOpen()) {
        const reply = await ask(room, "vote", { pairId, verdict, decisionMs: 500 });
        if (reply?.ok) onAcknowledged({ pairId, playerId, verdict });
        if (reply !== null && (reply.ok || reply.error !== "unavailable")) return;
      }
    }
    while (isOpen() && !signal.aborted) {
      const { phase, showdown } = room.state;
      if (phase === "finished") return "finished";
      if (phase === "rapid") {
        const dealt = await ask(room, "deal", { count: DEAL });
        for (const { id } of dealt?.ok ? dealt.pairs : []) {
          await vote(id);
          await sleep(PACE_MS);
        }
      } else if (phase === "showdown" && showdown) {
        await vote(showdown.id);
        await ask(room, "predict", { share: 0.5 });
      }
      await sleep(PACE_MS);
    }
    return "lost";
  });
}

/** Starts the game and shortens its breaks: after a restart a room waits ten seconds for its players. */
export function playHost(url: string, session: SessionCreated, signal: AbortSignal): Promise<void> {
  const { code, hostToken } = session;
  return stayConnected(url, code, { hostToken }, signal, async ({ room, isOpen }) => {
    while (isOpen() && !signal.aborted) {
      const { phase, players } = room.state;
      if (phase === "finished") return "finished";
      if (phase === "lobby" && players.size > 0) await ask(room, "host", { command: "start" });
      if (phase === "intermission") await ask(room, "host", { command: "skip" });
      await sleep(RETRY_MS);
    }
    return "lost";
  });
}

/** Null without an answer: the connection is gone, or the server is busy with a database that is. */
async function ask<K extends keyof Replies>(room: Room, type: K, message: unknown): Promise<Replies[K] | null> {
  try {
    return await room.request(type, message, { timeout: ANSWER_MS });
  } catch {
    return null;
  }
}

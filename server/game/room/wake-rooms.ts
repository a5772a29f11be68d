import { AsyncLocalStorage } from "node:async_hooks";
import { setTimeout as sleep } from "node:timers/promises";
import { createAuthContext, ErrorCode, matchMaker, ServerError } from "@colyseus/core";
import type { JoinOptions, Refusal } from "../../../shared/protocol/messages.ts";
import type { GameFrame } from "../../../shared/protocol/watch/game-frame.ts";
import type { PhaseName } from "../../../shared/round/view.ts";
import type { ArenaRoom } from "./arena-room.ts";
import { ELSEWHERE } from "./room-leases.ts";
import type { RoomWork } from "./room-work.ts";

export const ROOM_NAME = "arena";
/** Whoever asks waits for this long, and then asks again by themselves. */
const PATIENCE_MS = 5_000;
/** A room that another process plays may end, and a room that it has just created takes a moment to be listed. */
const LOOK_AGAIN_MS = 200;

/** A room and its timers belong to the session, not to whoever happened to ask for it first. */
const onNobodysBehalf = AsyncLocalStorage.snapshot();

/** Why Colyseus gives no seat: its number and word for it. */
export interface SeatRefusal {
  readonly code: number;
  readonly error: string;
}

/**
 * A seat in the room of a code, in whichever process it runs. That is enough to join: the room of an unfinished session that isn't running,
 * after a restart for instance, is created on the way, in this process. Rooms can't be created in any other way.
 *
 * @param address the client's
 */
export function reserveSeat(code: string, options: JoinOptions, address: string): Promise<object | SeatRefusal> {
  const room = code.toUpperCase();
  const headers = new Headers({ "x-real-ip": address });
  return reserved(async () => {
    await wakeRoom(room);
    return matchMaker.joinById(room, options, createAuthContext({ headers }));
  });
}

/** The seat of a connection that broke a moment ago. */
export function reserveReturn(code: string, reconnectionToken: string): Promise<object | SeatRefusal> {
  return reserved(() => matchMaker.reconnect(code.toUpperCase(), { reconnectionToken }));
}

async function reserved(reserve: () => Promise<object>): Promise<object | SeatRefusal> {
  if (matchMaker.state === matchMaker.MatchMakerState.SHUTTING_DOWN) return UNAVAILABLE;
  const late = sleep(PATIENCE_MS, UNAVAILABLE, { ref: false });
  try {
    return await Promise.race([reserve(), late]);
  } catch (error) {
    // Colyseus passes on what the database said, which only the log may tell.
    const isRefusal = error instanceof ServerError && typeof error.code === "number" && error.code !== UNHANDLED;
    return isRefusal ? { code: error.code, error: error.message } : UNAVAILABLE;
  }
}

/** Colyseus' number for whatever went wrong. */
const UNHANDLED: number = ErrorCode.MATCHMAKE_UNHANDLED;
const UNAVAILABLE: SeatRefusal = { code: ELSEWHERE, error: "unavailable" satisfies Refusal };

/** The phase of the running room of a code, to be shown; null when it isn't running, or while nobody can say. */
export async function livePhase(code: string): Promise<PhaseName | null> {
  try {
    const listing = await matchMaker.getRoomById(code);
    return listing === undefined ? null : (listing.metadata?.phase ?? "lobby");
  } catch {
    return null; // Redis is away
  }
}

/** Has the running room of a session do something, in whichever process it runs; false where none runs. A code is used again after a game's end. */
export async function inRoom(
  { id, code }: { readonly id: string; readonly code: string },
  work: RoomWork,
): Promise<boolean> {
  const running = await matchMaker.getRoomById(code);
  return running === undefined ? false : matchMaker.remoteRoomCall(code, "work", [id, work]);
}

/**
 * What a code's game shows to those who watch it without a seat. Its room is woken, as for a seat.
 *
 * @param node the process that asks, by a name that no other has
 * @param viewers how many watch there
 * @throws ServerError with a refusal
 */
export async function lookIn(code: string, node: string, viewers: number): Promise<GameFrame> {
  await wakeRoom(code);
  return matchMaker.remoteRoomCall<ArenaRoom, "lookIn">(code, "lookIn", [node, viewers]);
}

const waking = new Map<string, Promise<void>>();

async function wakeRoom(code: string): Promise<void> {
  if (!/^[A-Z]{1,16}$/.test(code)) throw new ServerError(404, "unknown_session" satisfies Refusal);
  if ((await matchMaker.getRoomById(code)) !== undefined) return;
  const creation = waking.get(code) ?? onNobodysBehalf(createRoom, code).finally(() => waking.delete(code));
  waking.set(code, creation);
  return creation;
}

/** Where another process holds the session, its room is about to be listed, or the session is about to be free. */
async function createRoom(code: string): Promise<void> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    try {
      await matchMaker.createRoom(ROOM_NAME, { code });
      return;
    } catch (error) {
      // What another process says of it comes without its number.
      const isElsewhere = error instanceof Error && error.message === UNAVAILABLE.error;
      if (!isElsewhere || performance.now() > until) throw error;
    }
    await sleep(LOOK_AGAIN_MS);
    if ((await matchMaker.getRoomById(code)) !== undefined) return;
  }
}

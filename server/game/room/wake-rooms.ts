import { AsyncLocalStorage } from "node:async_hooks";
import { createAuthContext, ErrorCode, matchMaker, ServerError } from "@colyseus/core";
import type { JoinOptions, Refusal } from "../../../shared/protocol/messages.ts";
import type { GameFrame } from "../../../shared/protocol/watch/game-frame.ts";
import type { PhaseName } from "../../../shared/round/view.ts";
import type { ArenaRoom } from "./arena-room.ts";

export const ROOM_NAME = "arena";

/** A room and its timers belong to the session, not to whoever happened to ask for it first. */
const onNobodysBehalf = AsyncLocalStorage.snapshot();

/** Why Colyseus gives no seat: its number and word for it. */
export interface SeatRefusal {
  readonly code: number;
  readonly error: string;
}

/**
 * A seat in the room of a code. That is enough to join: the room of an unfinished session that isn't running, after a restart for
 * instance, is created on the way. Rooms can't be created in any other way.
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
  try {
    return await reserve();
  } catch (error) {
    // Colyseus passes on what the database said, which only the log may tell.
    const isRefusal = error instanceof ServerError && typeof error.code === "number" && error.code !== UNHANDLED;
    return isRefusal ? { code: error.code, error: error.message } : UNAVAILABLE;
  }
}

/** Colyseus' number for whatever went wrong. */
const UNHANDLED: number = ErrorCode.MATCHMAKE_UNHANDLED;
const UNAVAILABLE: SeatRefusal = { code: 503, error: "unavailable" satisfies Refusal };

/** The phase of the running room of a code, null when it isn't running. */
export async function livePhase(code: string): Promise<PhaseName | null> {
  const [listing] = await matchMaker.query({ roomId: code });
  return listing === undefined ? null : (listing.metadata?.phase ?? "lobby");
}

/** What others may have a room do; each method is told first for which session, since a code is used again after a game's end. */
export type RoomWork = "goOver" | "mute" | "withdraw";

/** Has the running room of a session do something, in whichever process it runs; false where none runs. */
export async function inRoom(
  { id, code }: { readonly id: string; readonly code: string },
  work: RoomWork,
  ...given: readonly (string | boolean)[]
): Promise<boolean> {
  const [running] = await matchMaker.query({ roomId: code });
  return running === undefined ? false : matchMaker.remoteRoomCall(code, work, [id, ...given]);
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

/** Codes of the sessions whose rooms run, or are about to. */
export async function runningCodes(): Promise<string[]> {
  const listings = await matchMaker.query({ name: ROOM_NAME });
  return [...waking.keys(), ...listings.map(({ roomId }) => roomId)];
}

const waking = new Map<string, Promise<void>>();

async function wakeRoom(code: string): Promise<void> {
  if (!/^[A-Z]{1,16}$/.test(code)) throw new ServerError(404, "unknown_session" satisfies Refusal);
  const [running] = await matchMaker.query({ roomId: code });
  if (running !== undefined) return;
  const creation = waking.get(code) ?? onNobodysBehalf(createRoom, code).finally(() => waking.delete(code));
  waking.set(code, creation);
  return creation;
}

async function createRoom(code: string): Promise<void> {
  await matchMaker.createRoom(ROOM_NAME, { code });
}

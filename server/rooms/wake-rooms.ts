import { matchMaker, ServerError } from "@colyseus/core";
import type { Refusal } from "../../shared/protocol/messages.ts";
import type { PhaseName } from "../../shared/protocol/views.ts";

export const ROOM_NAME = "arena";

/**
 * Makes joining a code enough: the room of an unfinished session that isn't running, after a restart for instance, is created
 * on the way. Rooms can't be created in any other way.
 */
export function wakeRoomsOnJoin(): void {
  const { controller } = matchMaker;
  controller.exposedMethods = ["joinById", "reconnect"];
  // The pages come from the same origin: no other site needs to reach the rooms.
  controller.DEFAULT_CORS_HEADERS = {} as typeof controller.DEFAULT_CORS_HEADERS;
  controller.getCorsHeaders = () => ({});
  const invoke = controller.invokeMethod.bind(controller);
  controller.invokeMethod = async (method, roomId, ...rest) => {
    if (method !== "joinById") return invoke(method, roomId, ...rest);
    const code = roomId.toUpperCase();
    await wakeRoom(code);
    return invoke(method, code, ...rest);
  };
}

/** The phase of the running room of a code, null when it isn't running. */
export async function livePhase(code: string): Promise<PhaseName | null> {
  const [listing] = await matchMaker.query({ roomId: code });
  return listing === undefined ? null : (listing.metadata?.phase ?? "lobby");
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
  const creation = waking.get(code) ?? createRoom(code).finally(() => waking.delete(code));
  waking.set(code, creation);
  return creation;
}

async function createRoom(code: string): Promise<void> {
  await matchMaker.createRoom(ROOM_NAME, { code });
}

import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions, Replies } from "../../../shared/protocol/messages.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { PROTOCOL_VERSION } from "../../../shared/round/view.ts";
import { abortable } from "./waiting.ts";

/** A seat in a session, as a player or as its host, held by a real client over the network. */
export interface NetworkSeat {
  request<K extends keyof Replies>(type: K, message: unknown): Promise<Replies[K]>;
  /** Resolves at the first state that fulfils the condition. */
  until(condition: (view: RoomView) => boolean): Promise<void>;
  leave(): Promise<void>;
}

const FOR_SCREENS = [
  "own",
  "points",
  "kicked",
  "reports",
  "written",
  "lessonWritten",
  "door",
  "banned",
  "remotes",
  "rematch",
];

/** These messages are for screens, but the SDK warns when nobody listens to them. */
export function quietly(room: Room<unknown, RoomView>): void {
  for (const message of FOR_SCREENS) room.onMessage(message, () => {});
}

/**
 * Joins a session.
 * @param onLost called when the server, and not we, ended the connection for good
 */
export async function takeSeat(
  url: string,
  code: string,
  options: Omit<JoinOptions, "protocol">,
  signal: AbortSignal,
  onLost: (error: Error) => void,
): Promise<NetworkSeat> {
  const who = options.nickname ?? "the host";
  const client = new Client(url);
  const joining: Promise<Room<unknown, RoomView>> = client.joinById(code, { protocol: PROTOCOL_VERSION, ...options });
  const room = await abortable(joining, signal).catch((error: unknown) => {
    signal.throwIfAborted();
    throw new Error(`${who} could not join: ${error instanceof Error ? error.message : String(error)}`, {
      cause: error,
    });
  });
  let leaving = false;
  room.onMessage("welcome", () => {});
  quietly(room);
  room.onLeave((closeCode) => {
    if (!leaving) onLost(new Error(`${who} lost the connection (code ${closeCode})`));
  });
  return {
    request: (type, message) => abortable(room.request(type, message), signal),
    until(condition) {
      const look = Promise.withResolvers<void>();
      const check = () => {
        if (room.state !== undefined && condition(room.state)) look.resolve();
      };
      room.onStateChange(check);
      check();
      return abortable(look.promise, signal).finally(() => room.onStateChange.remove(check));
    },
    async leave() {
      leaving = true;
      if (room.connection.isOpen) await room.leave(true);
    },
  };
}

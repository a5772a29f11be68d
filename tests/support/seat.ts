import { Client, type Room } from "@colyseus/sdk";
import type { JoinOptions, Replies, ServerMessages } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { PROTOCOL_VERSION } from "../../shared/round/view.ts";

/** A player, host or spectator of the tests: a real SDK client with what it has been sent. */
export interface Seat {
  readonly room: Room;
  readonly welcome: ServerMessages["welcome"];
  readonly points: readonly ServerMessages["points"][];
  /** To a host: the door as it was told last. */
  door(): ServerMessages["door"] | null;
  /** Why the server ended the connection: the close code, and what `kicked` said before it. */
  readonly left: Promise<{ code: number; kicked: string | null }>;
  /** The decoded state as plain JSON. */
  view(): Omit<RoomView, "players"> & {
    players: Record<string, RoomView["players"] extends ReadonlyMap<string, infer P> ? P : never>;
  };
  request<K extends keyof Replies>(type: K, message: unknown): Promise<Replies[K]>;
  /** Resolves at the first state that fulfils the condition; fails with the state after 15 s. */
  until(condition: (view: ReturnType<Seat["view"]>) => boolean): Promise<ReturnType<Seat["view"]>>;
  /** Cuts the line without a word. */
  cut(): void;
  leave(): Promise<void>;
}

const PATIENCE_MS = 45_000;

export function clientOf(port: number): Client {
  return new Client(`http://127.0.0.1:${port}`);
}

/** Joins a session; rejects with the refusal as its message. */
export async function takeSeat(port: number, code: string, options: Partial<JoinOptions> | object): Promise<Seat> {
  return seatOf(await clientOf(port).joinById(code, { protocol: PROTOCOL_VERSION, ...options }));
}

export async function seatOf(room: Room): Promise<Seat> {
  const points: ServerMessages["points"][] = [];
  let kicked: string | null = null;
  room.reconnection.enabled = false;
  const welcomed = new Promise<ServerMessages["welcome"]>((resolve) => room.onMessage("welcome", resolve));
  room.onMessage("points", (message: ServerMessages["points"]) => points.push(message));
  room.onMessage("kicked", ({ reason }: ServerMessages["kicked"]) => {
    kicked = reason;
  });
  for (const message of ["reports", "own", "written", "lessonWritten", "banned", "remotes", "rematch"])
    room.onMessage(message, () => {});
  let door: ServerMessages["door"] | null = null;
  room.onMessage("door", (message: ServerMessages["door"]) => {
    door = message;
  });
  const left = new Promise<{ code: number; kicked: string | null }>((resolve) => {
    room.onLeave((code) => resolve({ code, kicked }));
  });
  const stated = new Promise<void>((resolve) => room.onStateChange.once(() => resolve()));
  const [welcome] = await Promise.all([welcomed, stated]);
  const view: Seat["view"] = () => JSON.parse(JSON.stringify(room.state));
  return {
    room,
    welcome,
    points,
    door: () => door,
    left,
    view,
    request: (type, message) => room.request(type, message),
    until(condition) {
      return new Promise((resolve, reject) => {
        const look = () => {
          if (!condition(view())) return;
          clearTimeout(timer);
          room.onStateChange.remove(look);
          resolve(view());
        };
        const timer = setTimeout(() => {
          reject(new Error(`Waited in vain for ${condition}; the state is ${JSON.stringify(view())}`));
        }, PATIENCE_MS);
        room.onStateChange(look);
        look();
      });
    },
    cut: () => room.connection.close(),
    leave: async () => {
      await room.leave(true);
    },
  };
}

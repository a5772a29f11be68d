import { projectorPass } from "../seats/seat.ts";
import type { RoomParts } from "./requests.ts";
import { type ArenaClient, sendOver } from "./room-clients.ts";

/** What routes, and hosts of other games, may have a room do. */
export type RoomWork =
  /** Everybody goes over to the game of another code. */
  | { readonly type: "goOver"; readonly code: string }
  | { readonly type: "mute"; readonly playerId: string; readonly muted: boolean }
  /** A player takes back what they gave. */
  | { readonly type: "withdraw"; readonly playerId: string };

interface Room extends RoomParts {
  readonly clients: readonly ArenaClient[];
  /** Ends a player's connection, and says why. */
  withdrawn(playerId: string): void;
}

/** Returns whether it was done. */
export async function doWork(room: Room, work: RoomWork): Promise<boolean> {
  switch (work.type) {
    case "goOver":
      return goOver(room, work.code);
    case "mute":
      return (await room.desk.command({ command: "mute", playerId: work.playerId, muted: work.muted })).ok;
    case "withdraw":
      return withdraw(room, work.playerId);
  }
}

async function goOver({ game, clients }: Room, code: string): Promise<boolean> {
  const { services } = game;
  const next = await services.sessions.byCode(code);
  if (next === null) return false;
  sendOver(clients, code, projectorPass(services.secret, next.id));
  services.broadcast.goOver(game.session.code, code);
  return true;
}

/** Out of the game first, so that nothing of theirs comes after it. */
async function withdraw({ game, hands, reception, withdrawn }: Room, playerId: string): Promise<boolean> {
  await game.lock.alone(async () => {
    game.apply({ type: "withdraw", playerId });
    for (const answerId of await game.services.seats.withdraw(playerId))
      game.apply({ type: "hide", answerId, hidden: true });
  });
  hands.forget(playerId);
  reception.forget(playerId);
  withdrawn(playerId);
  return true;
}

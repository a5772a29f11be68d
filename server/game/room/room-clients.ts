/** The connections of a room, by what they may do to its session. */

import type { Client } from "@colyseus/core";
import { CLOSE_KICKED, SCREENS, type ServerMessages } from "../../../shared/protocol/messages.ts";
import type { BallotView } from "../../../shared/round/view.ts";
import { type Onlooker, type Seat, spectatorSeat } from "../seats/seat.ts";
import type { HostConnection, HostDesk } from "./host-desk.ts";
import type { LiveGame } from "./live-game.ts";
import type { RoomParts } from "./requests.ts";
import { ownAward, ownBallot, publicView, toldAward } from "./room-state.ts";

/** `address` is the hash that stands for where the connection comes from. */
export type ArenaClient = Client<{ userData: Seat; auth: { readonly address: string }; messages: ServerMessages }>;

export function welcome(client: ArenaClient, { role, playerId, token, right }: Seat, own: BallotView | null): void {
  client.send("welcome", { role, playerId, token, right, own });
}

/** What everybody is shown. A big screen that leads watches without its seat. @param clients of the room */
export function roomView({ game, reception, audience }: RoomParts, code: string, clients: readonly ArenaClient[]) {
  const seated = seatedAs(clients, "spectator").length - screensAmong(clients).length;
  const spectators = seated + audience.count();
  return publicView(game, { code, arena: game.session.arena, spectators, locked: reception.isClosed });
}

function seatedAs(clients: readonly ArenaClient[], role: Seat["role"]): readonly ArenaClient[] {
  return clients.filter((client) => client.userData?.role === role);
}

/** The device that created the game, and remotes. */
export function hostsAmong(clients: readonly ArenaClient[]): readonly HostConnection[] {
  return clients.flatMap((client) => {
    const { userData: seat } = client;
    if (seat?.role !== "host") return [];
    const { right, remoteId } = seat;
    return [{ right, remoteId, send: (type, message) => client.send(type, message) }];
  });
}

/** Big screens by the class's own pass. */
export function screensAmong(clients: readonly ArenaClient[]): readonly ArenaClient[] {
  return seatedAs(clients, "spectator").filter(({ userData: seat }) => seat?.right === "course");
}

/** Ends the connections of a remote. Big screens go on watching, and lose their right. */
export function takeRight(clients: readonly ArenaClient[], remoteId: string): void {
  if (remoteId === SCREENS) {
    for (const client of screensAmong(clients)) {
      client.userData = spectatorSeat("");
      welcome(client, client.userData, null);
    }
    return;
  }
  for (const client of seatedAs(clients, "host")) {
    if (client.userData?.role !== "host" || client.userData.remoteId !== remoteId) continue;
    client.send("kicked", { reason: "revoked" });
    client.leave(CLOSE_KICKED);
  }
}

/**
 * What a connection may do was taken away while its line was broken.
 * @param revoked ids of remotes
 */
export function hasLostRight(seat: Seat | undefined, revoked: ReadonlySet<string>, desk: HostDesk): boolean {
  if (seat?.role === "host") return seat.remoteId !== null && revoked.has(seat.remoteId);
  return seat?.role === "spectator" && seat.right !== null && !desk.isPass(seat.token);
}

/** Sends everybody to the game of another code. @param pass of its big screens */
export function sendOver(clients: readonly ArenaClient[], code: string, pass: string): void {
  const screens = screensAmong(clients);
  for (const client of clients) client.send("rematch", { code, pass: screens.includes(client) ? pass : "" });
}

/** Who comes back in the reveal is told again how their prediction was scored. */
export function tellAward(game: LiveGame, client: ArenaClient): void {
  const award = client.userData?.role === "player" ? ownAward(game, client.userData.playerId) : null;
  if (award !== null) client.send("points", toldAward(game, award));
}

/** Tells writers that a pair is theirs before they see it: other players may have written the same words. */
export function tellWriters(
  game: LiveGame,
  connections: { has(playerId: string): boolean; get(playerId: string): ArenaClient | undefined },
): void {
  const { phase } = game.state;
  if (phase.name !== "showdown") return;
  for (const id of new Set([phase.pair.writerA, phase.pair.writerB])) {
    const own = connections.has(id) ? ownBallot(game, id) : null;
    if (own !== null) connections.get(id)?.send("own", own);
  }
}

export function onlooker({ userData: seat, auth }: ArenaClient): Onlooker {
  return { seat, address: auth?.address ?? "" };
}

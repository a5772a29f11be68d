import { type JoinOptions, joinOptionsSchema, type Refusal } from "../../shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/views.ts";
import type { Command, Reason } from "../../shared/round/command.ts";
import { isEndless } from "../../shared/round/settings.ts";
import { normalizeNickname } from "../arena/nickname.ts";
import type { SessionRecord } from "../arena/ports/sessions.ts";
import { refusalOf } from "./requests.ts";
import type { RoomServices } from "./room-services.ts";

/** The place a connection has in a room. */
export type Seat =
  | { readonly role: "player"; readonly playerId: string; readonly token: string }
  | { readonly role: "host" | "spectator"; readonly playerId: ""; readonly token: string };

export type Admission = { readonly seat: Seat; readonly command: Command | null } | { readonly refused: Refusal };

/**
 * Decides who a connection is: the host, a returning player, a new one, or a spectator.
 *
 * @param game what the game says to a new player (null when it would take one), and whether it knows a player
 */
export async function admit(
  services: Pick<RoomServices, "sessions" | "players">,
  session: SessionRecord,
  options: unknown,
  game: { mayJoin(): Reason | null; knows(playerId: string): boolean },
): Promise<Admission> {
  const parsed = joinOptionsSchema.safeParse(options);
  if (!parsed.success) return { refused: "bad_message" };
  const { protocol, hostToken, token, nickname, spectate } = parsed.data;
  if (protocol !== PROTOCOL_VERSION) return { refused: "old_client" };
  if (hostToken !== undefined) return admitHost(services, session, hostToken);
  if (token !== undefined) return admitReturning(services, session, token, game);
  if (spectate === true) return { seat: { role: "spectator", playerId: "", token: "" }, command: null };
  if (nickname === undefined) return { refused: "nickname_invalid" };
  return admitNew(services, session, parsed.data, game);
}

async function admitHost(
  { sessions }: Pick<RoomServices, "sessions">,
  session: SessionRecord,
  hostToken: string,
): Promise<Admission> {
  if (!(await sessions.isHost(session.id, hostToken))) return { refused: "host_only" };
  return { seat: { role: "host", playerId: "", token: hostToken }, command: null };
}

async function admitReturning(
  { players }: Pick<RoomServices, "players">,
  session: SessionRecord,
  token: string,
  game: { knows(playerId: string): boolean },
): Promise<Admission> {
  const player = await players.byToken(session.id, token);
  if (player === null) return { refused: "not_a_player" };
  if (player.kicked) return { refused: player.banned ? "banned" : "kicked" };
  const { id: playerId, nickname, avatar, score } = player;
  const seat = { role: "player", playerId, token } as const;
  // Who left an endless game isn't in it any more, and comes in with what they had.
  if (isEndless(session.settings) && !game.knows(playerId)) {
    return { seat, command: { type: "join", playerId, nickname, avatar, score } };
  }
  return { seat, command: { type: "return", playerId } };
}

async function admitNew(
  { players }: Pick<RoomServices, "players">,
  session: SessionRecord,
  options: JoinOptions,
  game: { mayJoin(): Reason | null },
): Promise<Admission> {
  const nickname = normalizeNickname(options.nickname ?? "");
  if (nickname === null) return { refused: "nickname_invalid" };
  const refused = game.mayJoin();
  if (refused !== null) return { refused: refusalOf(refused) };
  const consented = options.consent === true;
  if (isEndless(session.settings) && !consented) return { refused: "consent_needed" };
  const { avatar = 0, previous } = options;
  if (previous !== undefined && (await players.byToken(session.id, previous))?.banned) return { refused: "banned" };
  const joined = await players.join({ sessionId: session.id, nickname, avatar, consented });
  if (joined === "taken") return { refused: "nickname_taken" };
  if (joined === "banned") return { refused: "banned" };
  const playerId = joined.player.id;
  return {
    seat: { role: "player", playerId, token: joined.token },
    command: { type: "join", playerId, nickname, avatar },
  };
}

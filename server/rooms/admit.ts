import { type JoinOptions, joinOptionsSchema, type Refusal } from "../../shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "../../shared/protocol/views.ts";
import type { Command, Reason } from "../../shared/round/command.ts";
import { normalizeNickname } from "../arena/nickname.ts";
import type { SessionRecord } from "../arena/ports.ts";
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
 * @param mayJoin what the game says to a new player, null when it would take one
 */
export async function admit(
  services: Pick<RoomServices, "sessions" | "players">,
  session: SessionRecord,
  options: unknown,
  mayJoin: () => Reason | null,
): Promise<Admission> {
  const parsed = joinOptionsSchema.safeParse(options);
  if (!parsed.success) return { refused: "bad_message" };
  const { protocol, hostToken, token, nickname, spectate } = parsed.data;
  if (protocol !== PROTOCOL_VERSION) return { refused: "old_client" };
  if (hostToken !== undefined) return admitHost(services, session, hostToken);
  if (token !== undefined) return admitReturning(services, session, token);
  if (spectate === true) return { seat: { role: "spectator", playerId: "", token: "" }, command: null };
  if (nickname === undefined) return { refused: "nickname_invalid" };
  return admitNew(services, session, parsed.data, mayJoin);
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
): Promise<Admission> {
  const player = await players.byToken(session.id, token);
  if (player === null) return { refused: "not_a_player" };
  if (player.kicked) return { refused: player.banned ? "banned" : "kicked" };
  return { seat: { role: "player", playerId: player.id, token }, command: { type: "return", playerId: player.id } };
}

async function admitNew(
  { players }: Pick<RoomServices, "players">,
  session: SessionRecord,
  options: JoinOptions,
  mayJoin: () => Reason | null,
): Promise<Admission> {
  const nickname = normalizeNickname(options.nickname ?? "");
  if (nickname === null) return { refused: "nickname_invalid" };
  const refused = mayJoin();
  if (refused !== null) return { refused: refusalOf(refused) };
  const { avatar = 0, previous } = options;
  if (previous !== undefined && (await players.byToken(session.id, previous))?.banned) return { refused: "banned" };
  const joined = await players.join({ sessionId: session.id, nickname, avatar });
  if (joined === "taken") return { refused: "nickname_taken" };
  if (joined === "banned") return { refused: "banned" };
  const playerId = joined.player.id;
  return {
    seat: { role: "player", playerId, token: joined.token },
    command: { type: "join", playerId, nickname, avatar },
  };
}

import { type JoinOptions, joinOptionsSchema, type Refusal } from "../../../shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "../../../shared/protocol/views.ts";
import type { Command, Reason } from "../../../shared/round/command.ts";
import { isEndless } from "../../../shared/round/settings.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import { normalizeNickname } from "../moderation/nickname.ts";
import { refusalOf } from "../room/requests.ts";
import type { RoomServices } from "../room/room-services.ts";
import type { SeatAnswer } from "./fair-seats.ts";
import { isProjectorPass } from "./projector-pass.ts";
import type { Reception } from "./reception.ts";

/** The place a connection has in a room; a spectator's token is the pass of a class's own big screen, else "". */
export type Seat =
  | { readonly role: "player"; readonly playerId: string; readonly token: string }
  | { readonly role: "host" | "spectator"; readonly playerId: ""; readonly token: string };

export type Admission = { readonly seat: Seat; readonly command: Command | null } | { readonly refused: Refusal };

type Services = Pick<RoomServices, "sessions" | "players" | "secret">;

/** What the game says: whether it would take a new player (null when it would), and whether it knows one. */
interface Game {
  mayJoin(extra: boolean): Reason | null;
  knows(playerId: string): boolean;
}

/** Decides who a connection from an address is: the host, a returning player, a new one, or a spectator. */
export async function admit(
  services: Services,
  session: SessionRecord,
  options: unknown,
  address: string,
  reception: Reception,
  game: Game,
): Promise<Admission> {
  const parsed = joinOptionsSchema.safeParse(options);
  if (!parsed.success) return { refused: "bad_message" };
  const { protocol, hostToken, token, spectate, pass } = parsed.data;
  if (protocol !== PROTOCOL_VERSION) return { refused: "old_client" };
  const proven = spectate === true && pass !== undefined && isProjectorPass(pass, services.secret, session.id);
  if (proven) return { seat: { role: "spectator", playerId: "", token: pass }, command: null };
  if (hostToken !== undefined) return admitHost(services, session, hostToken, address, reception);
  if (token !== undefined) return admitReturning(services, session, token, address, reception, game);
  const nickname = parsed.data.nickname === undefined ? null : normalizeNickname(parsed.data.nickname);
  if (!reception.mayTry(address, nickname)) return { refused: "too_many_tries" };
  if (spectate === true) return { seat: { role: "spectator", playerId: "", token: "" }, command: null };
  if (nickname === null) return { refused: "nickname_invalid" };
  return admitNew(services, session, { ...parsed.data, nickname }, address, reception, game);
}

/** A right token is never counted: others of the same address may have tried in vain as often as they could. */
async function admitHost(
  { sessions }: Services,
  session: SessionRecord,
  hostToken: string,
  address: string,
  reception: Reception,
): Promise<Admission> {
  if (!(await sessions.isHost(session.id, hostToken))) return refuseToken("host_only", address, reception);
  return { seat: { role: "host", playerId: "", token: hostToken }, command: null };
}

async function admitReturning(
  { players }: Services,
  session: SessionRecord,
  token: string,
  address: string,
  reception: Reception,
  game: Game,
): Promise<Admission> {
  const player = await players.byToken(session.id, token);
  if (player === null) return refuseToken("not_a_player", address, reception);
  if (player.kicked) return { refused: player.banned ? "banned" : "kicked" };
  const { id: playerId, nickname, avatar, score } = player;
  const seat = { role: "player", playerId, token } as const;
  // Who left an endless game isn't in it any more, and comes in with what they had.
  if (isEndless(session.settings) && !game.knows(playerId)) {
    const place = placeFor(reception.seatFor(address), game);
    if ("refused" in place) return place;
    return { seat, command: { type: "join", playerId, nickname, avatar, score, ...place } };
  }
  return { seat, command: { type: "return", playerId } };
}

async function admitNew(
  { players }: Services,
  session: SessionRecord,
  { nickname, avatar = 0, previous, consent }: JoinOptions & { readonly nickname: string },
  address: string,
  reception: Reception,
  game: Game,
): Promise<Admission> {
  const place = placeFor(reception.seatFor(address), game);
  if ("refused" in place) return place;
  const consented = consent === true;
  if (isEndless(session.settings) && !consented) return { refused: "consent_needed" };
  if (previous !== undefined && (await players.byToken(session.id, previous))?.banned) return { refused: "banned" };
  if (await players.isBanned(session.id, nickname)) return { refused: "banned" }; // nobody is asked about them again
  const outside = reception.enter(address, nickname);
  if (outside !== null) return { refused: outside };
  const joined = await players.join({ sessionId: session.id, nickname, avatar, consented, address });
  if (joined === "taken") return { refused: "nickname_taken" };
  if (joined === "banned") return { refused: "banned" };
  const playerId = joined.player.id;
  return {
    seat: { role: "player", playerId, token: joined.token },
    command: { type: "join", playerId, nickname, avatar, ...place },
  };
}

function refuseToken(refusal: Refusal, address: string, reception: Reception): Admission {
  return { refused: reception.mayTry(address, null) ? refusal : "too_many_tries" };
}

function placeFor(answer: SeatAnswer, game: Game): { readonly extra: boolean } | { readonly refused: Refusal } {
  const extra = answer === "extra";
  const reason = game.mayJoin(extra);
  if (reason !== null) return { refused: refusalOf(reason) };
  return answer === "seat" || extra ? { extra } : { refused: answer };
}

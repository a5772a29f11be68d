import { ServerError } from "@colyseus/core";
import { type JoinOptions, joinOptionsSchema, type Refusal } from "../../../shared/protocol/messages.ts";
import type { Command } from "../../../shared/round/command.ts";
import { isEndless } from "../../../shared/round/settings.ts";
import { PROTOCOL_VERSION } from "../../../shared/round/view.ts";
import { moderation } from "../../moderation/moderate.ts";
import { nicknameText } from "../moderation/player-text.ts";
import { type LiveGame, refusalOf } from "../room/live-game.ts";
import type { RoomParts } from "../room/requests.ts";
import type { SeatAnswer } from "./fair-seats.ts";
import type { Reception } from "./reception.ts";
import { type Seat, spectatorSeat } from "./seat.ts";

/** HTTP's "forbidden": the code under which joining is refused; the message is the refusal. */
export const REFUSED = 403;
const NEWCOMER = { type: "join", playerId: "", nickname: "", avatar: 0 } satisfies Command;

type Admission = { readonly seat: Seat; readonly command: Command | null } | { readonly refused: Refusal };
/** What decides about a newcomer. */
type Deciders = Pick<RoomParts, "game" | "reception" | "desk">;

/**
 * Gives a connection its seat, and tells the game of a player who comes or comes back.
 *
 * @param address the hash that stands for where the connection comes from
 * @throws ServerError with the refusal: that is how Colyseus turns a connection away
 */
export async function takeSeat(
  room: RoomParts,
  address: string,
  options: unknown,
  mayWatch: (seat: Seat) => boolean,
): Promise<Seat> {
  const { game, reception, desk, times } = room;
  const admission = await admit(room, address, options);
  if ("refused" in admission) {
    if (admission.refused === "ask_host") desk.showDoor();
    throw new ServerError(REFUSED, admission.refused);
  }
  const { seat, command } = admission;
  if (!mayWatch(seat)) throw new ServerError(REFUSED, "spectators_full" satisfies Refusal);
  const refusal = command === null ? null : refusalOf(game.apply(command));
  if (refusal !== null) throw new ServerError(REFUSED, refusal);
  if (seat.role === "host") reception.hosted(address);
  if (seat.role === "player" && command?.type === "join") {
    times.arrived(seat.playerId);
    reception.seated(seat.playerId, address);
  }
  return seat;
}

/** Decides who a connection from an address is: the host, a returning player, a new one, or a spectator. */
async function admit(room: Deciders, address: string, options: unknown): Promise<Admission> {
  const parsed = joinOptionsSchema.safeParse(options);
  if (!parsed.success) return { refused: "bad_message" };
  const { protocol, hostToken, token, spectate, pass } = parsed.data;
  if (protocol !== PROTOCOL_VERSION) return { refused: "old_client" };
  if (spectate === true && pass !== undefined && room.desk.isPass(pass))
    return { seat: spectatorSeat(pass), command: null };
  if (hostToken !== undefined) return admitHost(room, hostToken, address);
  if (token !== undefined) return admitReturning(room, token, address);
  const typed = nicknameText(parsed.data.nickname ?? "", moderation(room.game.session.settings.language));
  const nickname = "text" in typed ? typed.text : null;
  if (!room.reception.mayTry(address, nickname)) return { refused: "too_many_tries" };
  if (spectate === true) return { seat: spectatorSeat(""), command: null };
  if ("refused" in typed) return typed;
  return admitNew(room, { ...parsed.data, nickname: typed.text }, address);
}

/** The host's token or a remote's. A right one is never counted: others of the same address may have tried in vain as often as they could. */
async function admitHost({ game, reception }: Deciders, hostToken: string, address: string): Promise<Admission> {
  const { services, session } = game;
  const hosting = { role: "host", playerId: "", token: hostToken } as const;
  const remote = await services.remotes.byToken(session.id, hostToken);
  if (remote !== null) return { seat: { ...hosting, right: remote.right, remoteId: remote.id }, command: null };
  if (!(await services.sessions.isHost(session.id, hostToken))) return refuseToken("host_only", address, reception);
  return { seat: { ...hosting, right: "host", remoteId: null }, command: null };
}

async function admitReturning({ game, reception }: Deciders, token: string, address: string): Promise<Admission> {
  const { services, session } = game;
  const player = await services.players.byToken(session.id, token);
  if (player === null) return refuseToken("not_a_player", address, reception);
  if (player.kicked) return { refused: player.banned ? "banned" : "kicked" };
  const { id: playerId, nickname, avatar, score } = player;
  const seat = { role: "player", playerId, token, right: null } as const;
  // Who left an endless game, or was banned and is let in again, isn't in the game any more, and comes in with what they had.
  if (!game.state.players.has(playerId)) {
    const place = placeFor(reception.seatFor(address), game);
    if ("refused" in place) return place;
    return { seat, command: { type: "join", playerId, nickname, avatar, score, ...place } };
  }
  return { seat, command: { type: "return", playerId } };
}

async function admitNew(
  { game, reception }: Deciders,
  { nickname, avatar = 0, previous, consent }: JoinOptions & { readonly nickname: string },
  address: string,
): Promise<Admission> {
  const { services, session } = game;
  const { players } = services;
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
    seat: { role: "player", playerId, token: joined.token, right: null },
    command: { type: "join", playerId, nickname, avatar, ...place },
  };
}

function refuseToken(refusal: Refusal, address: string, reception: Reception): Admission {
  return { refused: reception.mayTry(address, null) ? refusal : "too_many_tries" };
}

function placeFor(answer: SeatAnswer, game: LiveGame): { readonly extra: boolean } | { readonly refused: Refusal } {
  const extra = answer === "extra";
  const refused = refusalOf(game.try({ ...NEWCOMER, extra }));
  if (refused !== null) return { refused };
  return answer === "seat" || extra ? { extra } : { refused: answer };
}

/** What pages ask of a session over HTTP beside the room: see `shared/protocol/hosting.ts`. All throw as `api.ts` does. */

import type {
  HostedGame,
  HostKey,
  OpenGames,
  PlayerNames,
  Rematch,
  ReturnCode,
  SeatToken,
} from "../../shared/protocol/hosting.ts";
import { asked, HostRefusal, passwordHeader, withToken } from "./api.ts";

const of = (code: string): string => `/api/sessions/${encodeURIComponent(code)}`;

/** How a game of this device stands; null where the server doesn't have it any more. */
export function hostedGame(code: string, hostToken: string): Promise<HostedGame | null> {
  return unlessRefused("host_only", json<HostedGame>(`${of(code)}/hosted`, withToken(hostToken)));
}

/** Every open game of this server, for those who know the host password. */
export async function openGames(password: string): Promise<OpenGames["games"]> {
  return (await json<OpenGames>("/api/host/sessions", { headers: passwordHeader(password) })).games;
}

/** A host's token of any open game, for those who know the host password. */
export function hostKey(code: string, password: string): Promise<HostKey> {
  return json<HostKey>(`/api/host/sessions/${encodeURIComponent(code)}/key`, sent("POST", passwordHeader(password)));
}

/** The next game of a finished one's players. */
export const makeRematch = (code: string, hostToken: string): Promise<Rematch> =>
  json<Rematch>(`${of(code)}/rematch`, sent("POST", withToken(hostToken).headers));

/** Where the players of a finished game have gone on; null where they haven't. */
export const findRematch = (code: string, token: string): Promise<Rematch | null> =>
  unlessRefused("no_rematch", json<Rematch>(`${of(code)}/rematch`, withToken(token)));

export async function playerNames(code: string, hostToken: string): Promise<PlayerNames["players"]> {
  return (await json<PlayerNames>(`${of(code)}/names`, withToken(hostToken))).players;
}

export async function muteName(code: string, hostToken: string, playerId: string, muted: boolean): Promise<void> {
  const path = `${of(code)}/names/${encodeURIComponent(playerId)}`;
  await asked(path, sent("PATCH", withToken(hostToken).headers, { muted }));
}

/** A new code that leads back to the seat of a token. */
export const newReturnCode = (code: string, token: string): Promise<ReturnCode> =>
  json<ReturnCode>(`${of(code)}/return-code`, sent("POST", withToken(token).headers));

/** A token of the seat to which a return code leads, and the code of its game: a rematch, where the game is over. */
export const comeBack = (code: string, returnCode: string): Promise<SeatToken> =>
  json<SeatToken>(`${of(code)}/return`, sent("POST", {}, { returnCode }));

/** Deletes what the player of a token gave. */
export async function withdraw(code: string, token: string): Promise<void> {
  await asked(`${of(code)}/withdraw`, sent("POST", withToken(token).headers));
}

function sent(method: "POST" | "PATCH", headers: Readonly<Record<string, string>>, body: object = {}): RequestInit {
  return { method, headers: { "content-type": "application/json", ...headers }, body: JSON.stringify(body) };
}

async function json<T>(path: string, init: RequestInit): Promise<T> {
  return (await asked(path, init)).json() as Promise<T>;
}

async function unlessRefused<T>(word: string, work: Promise<T>): Promise<T | null> {
  return work.catch((error: unknown) => {
    if (error instanceof HostRefusal && error.error === word) return null;
    throw error;
  });
}

import { z } from "zod";
import type { PhaseName } from "../round/view.ts";

// HTTP of hosts and of seats, beside `sessions.ts`. Tokens come as `Authorization: Bearer TOKEN`.

/** `GET /api/sessions/:code/hosted` with the host's token: how a game of one's own stands, finished or not. */
export interface HostedGame {
  readonly code: string;
  readonly title: string;
  /** ISO 8601 in UTC. */
  readonly createdAt: string;
  readonly phase: PhaseName;
  readonly players: number;
}

/** `GET /api/host/sessions` with the host password: every open game of this server. */
export interface OpenGames {
  readonly games: readonly (HostedGame & {
    /** The public session that always runs. */
    readonly dropIn: boolean;
  })[];
}

/** `POST /api/host/sessions/:code/key` with the host password: a host's token of an open game. */
export interface HostKey {
  readonly hostToken: string;
}

/** `POST /api/sessions/:code/rematch` with the host's token, and `GET` with any seat's: where the players of a finished game go on. */
export interface Rematch {
  readonly code: string;
}

/** `GET /api/sessions/:code/names` with the host's token: what the public boards call the players of a game, over or not. */
export interface PlayerNames {
  readonly players: readonly {
    readonly id: string;
    readonly nickname: string;
    /** The boards don't show it. */
    readonly muted: boolean;
  }[];
}

/** `PATCH /api/sessions/:code/names/:playerId` takes a name off the boards, or puts it back. */
export const nameChangeSchema = z.strictObject({ muted: z.boolean() });

/** `POST /api/sessions/:code/return-code` with a player's token: a new code that leads back to their seat. It is told once. */
export interface ReturnCode {
  readonly returnCode: string;
}

/** `POST /api/sessions/:code/return`: the answer is a token of the seat, in the game of the code or, where that is over, in its rematch. */
export const returnSchema = z.strictObject({ returnCode: z.string().max(40) });
export interface SeatToken {
  readonly code: string;
  readonly token: string;
}

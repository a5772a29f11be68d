import { z } from "zod";
import { VERDICTS } from "../round/verdict.ts";
import type { BallotView } from "../round/view.ts";

/**
 * Client to room. Each is sent with `room.request(type, payload)`, whose answer is the acknowledgement: `vote` is
 * answered only after its commit. A refusal answers `{ ok: false, error }` with one of `REFUSALS`.
 */
export const joinOptionsSchema = z.object({
  protocol: z.number().int(),
  /** A new player gives a nickname; a returning one the token from the first `welcome`; the host the host token; a spectator none. */
  nickname: z.string().optional(),
  avatar: z.number().int().min(0).max(63).optional(),
  token: z.string().max(100).optional(),
  hostToken: z.string().max(100).optional(),
  spectate: z.boolean().optional(),
});
export type JoinOptions = z.infer<typeof joinOptionsSchema>;

export const voteSchema = z.object({
  pairId: z.string().max(64),
  verdict: z.enum(VERDICTS),
  decisionMs: z.number().int().min(0).max(3_600_000),
});
export const predictSchema = z.object({ share: z.number().min(0).max(1) });
export const dealSchema = z.object({ count: z.number().int().min(1).max(8) });
export const hostSchema = z.discriminatedUnion("command", [
  z.object({ command: z.enum(["start", "pause", "resume", "skip", "end"]) }),
  z.object({ command: z.literal("kick"), playerId: z.string().max(64) }),
]);

export type VoteMessage = z.infer<typeof voteSchema>;
export type PredictMessage = z.infer<typeof predictSchema>;
export type DealMessage = z.infer<typeof dealSchema>;
export type HostMessage = z.infer<typeof hostSchema>;

export const REFUSALS = [
  "bad_message",
  "wrong_phase",
  "unknown_pair",
  "not_a_player",
  "host_only",
  "session_full",
  "nickname_taken",
  "nickname_invalid",
  "unknown_session",
  "session_over",
  "kicked",
  "old_client",
  "unavailable",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Reply<T = object> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };

/** Answers by message type. */
export interface Replies {
  vote: Reply<{ duplicate: boolean }>;
  predict: Reply<{ duplicate: boolean }>;
  /** The next rapid pairs of this player, at most `count`; empty when the beat is over. */
  deal: Reply<{ pairs: readonly { id: string; prompt: string; a: string; b: string }[] }>;
  host: Reply;
}

/** WebSocket close codes of our own; the SDK doesn't reconnect after them. */
export const CLOSE_KICKED = 4100;
/** The player has connected elsewhere, and that connection took over. */
export const CLOSE_REPLACED = 4101;

/** Room to one client. */
export interface ServerMessages {
  /** After every join. `own` is what a returning player has already put in for the showdown under way. */
  welcome: { role: "player" | "host" | "spectator"; playerId: string; token: string; own: BallotView | null };
  /** To a player at each reveal: how the points came about. `share` is that of the other players' verdicts. */
  points: { predicted: number; share: number; points: number; streak: number; total: number };
  /** Sent before the room closes the connection. */
  kicked: { reason: "kicked" | "replaced" };
}

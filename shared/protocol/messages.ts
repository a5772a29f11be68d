import { z } from "zod";
import { HOST_COMMANDS } from "../round/command.ts";
import { LESSON_WAYS } from "../round/lesson/lesson-command.ts";
import { PLACES } from "../round/lesson/stops.ts";
import type { WrittenText } from "../round/lesson/written-texts.ts";
import type { PairView } from "../round/pair-view.ts";
import { MOST_PLACES, PACES } from "../round/settings.ts";
import type { Award } from "../round/state.ts";
import { TEAM_COLOURS } from "../round/teams/team-looks.ts";
import type { BallotView } from "../round/view.ts";
import { VERDICT_CHOICES } from "../round/votes/verdict.ts";
import { HOST_RIGHTS, type HostRight } from "./host-rights.ts";

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
  /** The token of the seat that this device had before and joins anew instead of returning to. */
  previous: z.string().max(100).optional(),
  /** The host's, or a remote's. */
  hostToken: z.string().max(100).optional(),
  spectate: z.boolean().optional(),
  /** Proves that a spectator is the class's own big screen, which may lead the game too; from the host's `door`. */
  pass: z.string().max(100).optional(),
  /** The player agrees to what the drop-in session keeps of them. */
  consent: z.boolean().optional(),
});
export type JoinOptions = z.infer<typeof joinOptionsSchema>;

export const voteSchema = z.object({
  pairId: z.string().max(64),
  verdict: z.enum(VERDICT_CHOICES),
  decisionMs: z.number().int().min(0).max(3_600_000),
});
/** A ranking of a podium's answers, best first. */
export const rankSchema = z.object({
  podiumId: z.string().max(64),
  ranking: z.array(z.string().max(64)).min(2).max(4),
  decisionMs: z.number().int().min(0).max(3_600_000),
});
/** The answer of a podium that most others are expected to put first. */
export const pickSchema = z.object({ answerId: z.string().max(64) });
/** An answer to the round's prompt; longer than `MAX_ANSWER_LENGTH` is refused with a reason of its own. */
export const writeSchema = z.object({ text: z.string().max(20_000) });
/** What a player puts into a step of a lesson: the options that they mark, by their index, or a text. */
export const lessonSchema = z.union([
  z.object({ key: z.string().max(64), picks: z.array(z.number().int().min(0).max(99)).min(1).max(8) }),
  z.object({ key: z.string().max(64), text: z.string().max(20_000) }),
]);
const lessonActSchema = z.discriminatedUnion("act", [
  z.object({ act: z.enum(LESSON_WAYS) }),
  z.object({ act: z.literal("goTo"), place: z.enum(PLACES) }),
  z.object({ act: z.literal("hide"), playerId: z.string().max(64), hidden: z.boolean() }),
]);
/** Report an answer that this player has been shown, by its id of this round. An answer has another id in each round. */
export const reportSchema = z.object({ answerId: z.string().max(64) });
/** In the lobby: a name or a colour for the player's own team, or another team for the player. */
export const teamSchema = z.discriminatedUnion("change", [
  z.object({ change: z.literal("name"), name: z.string().max(1_000) }),
  z.object({ change: z.literal("colour"), colour: z.enum(TEAM_COLOURS) }),
  z.object({ change: z.literal("team"), team: z.number().int().min(1).max(4) }),
]);
export const predictSchema = z.object({ share: z.number().min(0).max(1) });
/** Nothing that the player has put into this beat changes any more. */
export const lockSchema = z.object({});
export const dealSchema = z.object({ count: z.number().int().min(1).max(8) });
export const hostSchema = z.discriminatedUnion("command", [
  z.object({ command: z.enum(HOST_COMMANDS) }),
  z.object({ command: z.enum(["kick", "ban", "unban"]), playerId: z.string().max(64) }),
  z.object({ command: z.literal("mute"), playerId: z.string().max(64), muted: z.boolean() }),
  z.object({ command: z.literal("hide"), answerId: z.string().max(64), hidden: z.boolean() }),
  /** Shows what a player wrote, or keeps it back. */
  z.object({ command: z.literal("approve"), answerId: z.string().max(64), approved: z.boolean() }),
  z.object({ command: z.literal("resetTeams") }),
  z.object({ command: z.literal("places"), maxPlayers: z.number().int().min(1).max(MOST_PLACES) }),
  /** Closed: every newcomer knocks. */
  z.object({ command: z.literal("door"), closed: z.boolean() }),
  z.object({ command: z.literal("lesson"), act: lessonActSchema }),
  z.object({ command: z.literal("answer"), knockId: z.string().max(64), letIn: z.boolean() }),
  z.object({ command: z.literal("pace"), pace: z.enum(PACES) }),
  /** Ends the game where it still runs. Everybody in the room goes over to a new one. */
  z.object({ command: z.literal("rematch") }),
  z.object({
    command: z.literal("newRemote"),
    name: z.string().trim().min(1).max(40),
    right: z.enum(HOST_RIGHTS).exclude(["host"]),
  }),
  /** Takes a remote's right away at once, or with `SCREENS` that of all big screens. */
  z.object({ command: z.literal("revoke"), remoteId: z.string().max(64) }),
]);

export type VoteMessage = z.infer<typeof voteSchema>;
export type RankMessage = z.infer<typeof rankSchema>;
export type PickMessage = z.infer<typeof pickSchema>;
export type WriteMessage = z.infer<typeof writeSchema>;
export type LessonMessage = z.infer<typeof lessonSchema>;
export type ReportMessage = z.infer<typeof reportSchema>;
export type TeamMessage = z.infer<typeof teamSchema>;
export type PredictMessage = z.infer<typeof predictSchema>;
export type LockMessage = z.infer<typeof lockSchema>;
export type DealMessage = z.infer<typeof dealSchema>;
export type HostMessage = z.infer<typeof hostSchema>;

/** What all big screens are called in the place of a remote's id. */
export const SCREENS = "screens";

export const REFUSALS = [
  "bad_message",
  "wrong_phase",
  "unknown_pair",
  "own_answer",
  "not_open",
  "locked_in",
  "incomplete",
  "answer_empty",
  "answer_too_long",
  "answer_refused",
  "text_link",
  "text_self_harm",
  "team_name_invalid",
  "colour_taken",
  "team_full",
  "not_a_player",
  "host_only",
  "session_full",
  "address_full",
  "spectators_full",
  "ask_host",
  "not_let_in",
  "too_many_tries",
  "too_fast",
  "nickname_taken",
  "nickname_invalid",
  "nickname_refused",
  "unknown_session",
  "session_over",
  "kicked",
  "banned",
  "old_client",
  "consent_needed",
  "unavailable",
] as const;
export type Refusal = (typeof REFUSALS)[number];

export type Reply<T = object> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };

/** Answers by message type. */
export interface Replies {
  vote: Reply<{ duplicate: boolean }>;
  predict: Reply<{ duplicate: boolean }>;
  rank: Reply<{ duplicate: boolean }>;
  pick: Reply<{ duplicate: boolean }>;
  lock: Reply<{ duplicate: boolean }>;
  write: Reply<{ duplicate: boolean }>;
  report: Reply<{ duplicate: boolean }>;
  lesson: Reply;
  team: Reply;
  /** The next rapid pairs of this player, at most `count`; empty when the beat is over. */
  deal: Reply<{ pairs: readonly PairView[] }>;
  /** `token`: of a new remote; told once. */
  host: Reply<{ readonly token?: string }>;
}

/** WebSocket close codes of our own; the SDK doesn't reconnect after them. */
export const CLOSE_KICKED = 4100;
/** The player has connected elsewhere, and that connection took over. */
export const CLOSE_REPLACED = 4101;

export interface ReportedAnswer {
  readonly answerId: string;
  readonly prompt: string;
  readonly text: string;
  /** Nickname of the player who wrote it; "" for a policy, and while its round is open. */
  readonly writer: string;
  readonly reports: number;
  /** It is dealt no more: reported by enough players, or hidden by a host. */
  readonly hidden: boolean;
}

/** What a player wrote, without its writer: the host shall judge the text. */
export interface WrittenAnswerView {
  readonly answerId: string;
  readonly text: string;
  readonly approved: boolean | null;
}
/** Why a room ends a connection by itself. */
export const DISMISSALS = ["kicked", "banned", "replaced", "revoked", "withdrawn"] as const;

/** What a connection is in a room. */
export const SEAT_ROLES = ["player", "host", "spectator"] as const;
export type SeatRole = (typeof SEAT_ROLES)[number];

/** Room to one client. */
export interface ServerMessages {
  /** After every join. `own` is what a returning player has already put in for the showdown under way. */
  welcome: {
    role: SeatRole;
    playerId: string;
    token: string;
    /** What this device may do to the session; null: nothing. */
    right: HostRight | null;
    own: BallotView | null;
  };
  /** To the writer of one of a showdown's answers, before the pair is shown. */
  own: BallotView;
  /**
   * To a player at each reveal, and to one who comes back in it: how the points came about. `share` is that of the other players' verdicts for A; with a `pick` (a
   * podium's answer, else "") that of the others who put it first.
   */
  points: Award & { readonly round: number };
  /** To whoever moderates, after joining and whenever it changes: every answer of this session that was reported or hidden. */
  reports: { answers: readonly ReportedAnswer[] };
  /** To the host of a game with approval, after joining and whenever it changes: what was written in the round. `approved` is null while it waits. */
  written: { answers: readonly WrittenAnswerView[] };
  /** To the host of a lesson, after joining and whenever it changes: what players wrote, before anybody else sees it. */
  lessonWritten: { texts: readonly WrittenText[] };
  /**
   * To whoever commands, after joining and whenever it changes: whether newcomers have to knock and how many players there are places
   * for; to whoever moderates who knocks; and to the host what opens the big screen even when the room for spectators is taken, else "".
   */
  door: {
    closed: boolean;
    knocks: readonly { readonly id: string; readonly nickname: string }[];
    maxPlayers: number;
    pass: string;
  };
  /** To whoever moderates, after joining and whenever it changes: who was banned. */
  banned: { players: readonly { readonly id: string; readonly nickname: string }[] };
  /** To the host, after joining and whenever it changes: other devices that may command, and how many big screens are connected. */
  remotes: {
    remotes: readonly {
      readonly id: string;
      readonly name: string;
      readonly right: HostRight;
      readonly here: boolean;
    }[];
    screens: number;
  };
  /**
   * To everybody: the game goes on under another code, with the same players. Each seat's own token, the host's and the remotes' open it;
   * a big screen is given a new pass, others "".
   */
  rematch: { code: string; pass: string };
  /** Sent before the room closes the connection. `revoked`: of a remote; `withdrawn`: the player has taken back what they gave. */
  kicked: { reason: (typeof DISMISSALS)[number] };
}

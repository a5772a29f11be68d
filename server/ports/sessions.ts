import type { SessionSettings } from "../../shared/round/settings.ts";
import type { TeamLook } from "../../shared/round/teams/team-looks.ts";
import type { ArenaId } from "./arena.ts";
import type { RoomHold } from "./leases.ts";

export interface SessionRecord {
  readonly id: string;
  readonly code: string;
  readonly arenaId: ArenaId;
  /** The arena's name. */
  readonly arena: string;
  readonly settings: SessionSettings;
  /** Names and colours that the teams chose; those that are missing have their first ones. */
  readonly teamLooks: readonly TeamLook[];
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface Sessions {
  /** Creates a session under a join code that no open session uses, in the main arena unless another is given. */
  create(settings: SessionSettings, arenaId?: ArenaId): Promise<{ session: SessionRecord; hostToken: string }>;
  /** The first open shard of the drop-in session, created with these settings where there is none. */
  dropIn(settings: SessionSettings): Promise<SessionRecord>;
  /** All open shards of the drop-in session in order. So many are created that there are `atLeast`. */
  dropIns(settings: SessionSettings, atLeast: number): Promise<readonly SessionRecord[]>;
  /** The open session of a code, or null. */
  byCode(code: string): Promise<SessionRecord | null>;
  /** A session of an arena by its id, or by a join code, of which the newest counts; null when there is none. */
  named(arenaId: ArenaId, typed: string): Promise<SessionRecord | null>;
  isHost(sessionId: string, hostToken: string): Promise<boolean>;
  /** The session of a code whose host has this token, finished or not; null when there is none. */
  ofHost(code: string, hostToken: string): Promise<SessionRecord | null>;
  /** Changes how many players there are places for. */
  setPlaces(sessionId: string, maxPlayers: number): Promise<void>;
  /** Stores what the teams are called and wear. */
  dressTeams(sessionId: string, looks: readonly TeamLook[]): Promise<void>;
  finish(sessionId: string, hold?: RoomHold): Promise<void>;
  recent(limit: number): Promise<readonly (SessionRecord & { players: number; votes: number })[]>;
}

export interface PlayerRecord {
  readonly id: string;
  readonly sessionId: string;
  readonly nickname: string;
  readonly avatar: number;
  readonly score: number;
  /** From 1; 0 without teams. */
  readonly team: number;
  /** The seat is gone; a banned player is kicked too. */
  readonly kicked: boolean;
  readonly banned: boolean;
  /** The player took back what they had given; the seat is gone, and their line of the standings stays without a name. */
  readonly withdrawn: boolean;
  /** The nickname is hidden from everyone's screens. */
  readonly muted: boolean;
  /** They have left without having put anything in, or have not come to a rematch yet. */
  readonly absent: boolean;
  /** Hash of the network address that the seat was taken from; null where it isn't known. */
  readonly address: string | null;
}

export interface PlayerDay {
  /** YYYY-MM-DD. */
  readonly day: string;
  /** Pairs judged, a ranking counting once. */
  readonly judged: number;
  readonly predictions: number;
  readonly points: number;
}

export interface Players {
  /** Adds a player; `taken` when the nickname (as it looks: folded in case and width, without what can't be seen) is in use in that session, `banned` when it was a banned player's. */
  join(player: {
    sessionId: string;
    nickname: string;
    avatar: number;
    /** The player agreed to what a drop-in session keeps. */
    consented?: boolean;
    /** The hashed address that the seat is taken from. */
    address?: string | null;
  }): Promise<{ player: PlayerRecord; token: string } | "taken" | "banned">;
  /** Whether a nickname was a banned player's. */
  isBanned(sessionId: string, nickname: string): Promise<boolean>;
  /** The player a token belongs to (rejoining after a reload or on another socket), or null. */
  byToken(sessionId: string, token: string): Promise<PlayerRecord | null>;
  /** What a player did day by day (UTC), newest day first. */
  days(playerId: string, limit: number): Promise<readonly PlayerDay[]>;
  /** Whether the player has left without having put anything in: they are in no results and on no board. */
  setAbsent(playerId: string, absent: boolean): Promise<void>;
  setTeam(playerId: string, team: number): Promise<void>;
  /** Takes the seat away and frees the nickname. */
  kick(playerId: string): Promise<void>;
  /** Takes the seat away for good: neither the token nor the nickname lets its owner in again. */
  ban(playerId: string): Promise<void>;
  /** Gives a banned player their seat and nickname back. */
  unban(playerId: string): Promise<void>;
  mute(playerId: string, muted: boolean): Promise<void>;
  ofSession(sessionId: string): Promise<readonly PlayerRecord[]>;
}

export interface PromptPackRecord {
  readonly id: string;
  readonly name: string;
  readonly prompts: readonly string[];
}

/** Prompts that a host brought along; at most 500. */
export interface PromptPacks {
  add(pack: { name: string; prompts: readonly string[] }): Promise<PromptPackRecord>;
  byId(id: string): Promise<PromptPackRecord | null>;
  /** Those that models have to answer: of sessions that were opened within a day, go on, and deal models' answers. */
  played(arenaId: ArenaId): Promise<readonly PromptPackRecord[]>;
  /** Whether models have to answer for a session without a pack, too: one that was opened or had a round within half an hour. */
  playedWithout(arenaId: ArenaId): Promise<boolean>;
}

import type { SessionSettings } from "../../shared/round/settings.ts";
import type { ArenaId } from "./arena-id.ts";

export interface SessionRecord {
  readonly id: string;
  readonly code: string;
  readonly arenaId: ArenaId;
  readonly settings: SessionSettings;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface Sessions {
  /** Creates a session under a join code that no open session uses. */
  create(settings: SessionSettings): Promise<{ session: SessionRecord; hostToken: string }>;
  /** The one open drop-in session, created with these settings where there is none. */
  dropIn(settings: SessionSettings): Promise<SessionRecord>;
  /** The open session of a code, or null. */
  byCode(code: string): Promise<SessionRecord | null>;
  isHost(sessionId: string, hostToken: string): Promise<boolean>;
  /** The session of a code whose host has this token, finished or not; null when there is none. */
  ofHost(code: string, hostToken: string): Promise<SessionRecord | null>;
  /** Changes how many players there are places for. */
  setPlaces(sessionId: string, maxPlayers: number): Promise<void>;
  finish(sessionId: string): Promise<void>;
  recent(limit: number): Promise<readonly (SessionRecord & { players: number; votes: number })[]>;
}

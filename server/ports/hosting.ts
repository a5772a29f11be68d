import type { HostRight } from "../../shared/protocol/host-rights.ts";
import type { Pace } from "../../shared/round/settings.ts";
import type { PlayerRecord, SessionRecord } from "./sessions.ts";

/** A device that may command a session beside the one that created it. */
export interface RemoteRecord {
  readonly id: string;
  readonly name: string;
  readonly right: HostRight;
  readonly createdAt: Date;
}

export interface Remotes {
  /** @returns its token, which is stored nowhere */
  add(remote: {
    sessionId: string;
    name: string;
    right: HostRight;
  }): Promise<{ readonly remote: RemoteRecord; readonly token: string }>;
  /** The remote of a token that hasn't been revoked, or null. */
  byToken(sessionId: string, token: string): Promise<RemoteRecord | null>;
  /** Those that haven't been revoked, the oldest first. */
  ofSession(sessionId: string): Promise<readonly RemoteRecord[]>;
  /** From now on its token opens nothing; false where the session has no such remote. */
  revoke(sessionId: string, remoteId: string): Promise<boolean>;
}

/** An open session as a list of games shows it. */
export interface OpenSession {
  readonly code: string;
  readonly title: string;
  readonly createdAt: Date;
  /** The public session that always runs. */
  readonly dropIn: boolean;
  readonly players: number;
}

/** What whoever hosts a session decides about it beside the course of its game. */
export interface Hosting {
  /** Whether newcomers knock, and how often the big screens' pass was made anew. */
  door(sessionId: string): Promise<{ readonly locked: boolean; readonly screenPass: number }>;
  lock(sessionId: string, locked: boolean): Promise<void>;
  /** Makes the big screens' pass anew. @returns how often it has been */
  renewPass(sessionId: string): Promise<number>;
  setPace(sessionId: string, pace: Pace): Promise<void>;
  /**
   * The next game of the same players: settings, arena, host, remotes, seats and bans of a session go over to a new one, all with the tokens
   * that they have. A session has one rematch, so asking again gives the same.
   */
  rematch(sessionId: string): Promise<SessionRecord>;
  /** The open session to which the players of a finished one went on, for the holder of a seat's token or of the host's; null without. */
  rematchFor(code: string, token: string): Promise<SessionRecord | null>;
  /** The same for whoever knows the finished one's code. It is no way in: it takes a seat's token or return code besides. */
  rematchOf(code: string): Promise<SessionRecord | null>;
  /** Every open session, the newest first. */
  open(limit: number): Promise<readonly OpenSession[]>;
}

/** What players ask of their own seat. */
export interface Seats {
  /** The seat of a token in a session of a code, finished or not. */
  find(code: string, token: string): Promise<{ readonly player: PlayerRecord; readonly session: SessionRecord } | null>;
  /** Makes a code that leads back to the player on another device. An earlier one leads nowhere from then on. */
  newReturnCode(playerId: string): Promise<string>;
  /**
   * A token of the seat to which a code leads in a session; null where it leads nowhere. A code of an earlier game leads to the same player in
   * its rematches, until they make a new one there.
   */
  comeBack(sessionId: string, returnCode: string): Promise<string | null>;
  /**
   * Takes back what a player gave, for good: their nickname, votes, predictions, rankings, the text of their answers, and every comparison
   * that any of it is part of. What others gave stays. @returns the ids of their answers
   */
  withdraw(playerId: string): Promise<readonly string[]>;
}

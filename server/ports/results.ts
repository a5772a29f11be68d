import type { SessionResults, VoteResult } from "../../shared/protocol/results.ts";
import type { SessionRecord } from "./sessions.ts";

/** What became of a session, for its host; of its closed rounds alone. */
export interface Results {
  ofSession(session: SessionRecord): Promise<SessionResults>;
  /** Every verdict in the order in which they were cast, in pages. */
  votes(sessionId: string): AsyncIterable<readonly VoteResult[]>;
}

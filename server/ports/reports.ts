import type { ReportedAnswer } from "../../shared/protocol/messages.ts";

/** A reported answer, with the round in which its session was shown it last. */
export interface ReportRecord extends ReportedAnswer {
  readonly roundId: string;
}

/** Answers that players find unfit. One that two players have reported, or a host has hidden, is dealt no more. */
export interface Reports {
  /** `unknown`: the player has not been shown that answer. */
  report(report: { answerId: string; playerId: string }): Promise<"accepted" | "duplicate" | "unknown">;
  /** Of an answer that this session has been shown; false when it hasn't. */
  hide(sessionId: string, answerId: string, hidden: boolean): Promise<boolean>;
  /** What this session has reported, or seen hidden. Who wrote an answer of a round that is still open isn't told. */
  ofSession(sessionId: string): Promise<readonly ReportRecord[]>;
}

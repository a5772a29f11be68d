/** What the measuring process and its client process tell each other. */
export interface VoteCrowd {
  readonly url: string;
  readonly sessions: readonly { readonly code: string; readonly hostToken: string }[];
  /** In each session. */
  readonly players: number;
}

export interface VoteStage {
  /** Votes a second, of all players together. */
  readonly rate: number;
  readonly seconds: number;
}

export interface StageSeen extends VoteStage {
  readonly sent: number;
  readonly acknowledged: number;
  /** Milliseconds from sending a vote to its acknowledgement. */
  readonly p50: number;
  readonly p99: number;
  /** Processor time that the clients took, milliseconds. */
  readonly clientsMs: number;
}

/** With the processor time that the servers took meanwhile, milliseconds; null where the system doesn't tell. */
export interface StageResult extends StageSeen {
  readonly webMs: number | null;
  readonly postgresMs: number | null;
}

export type ToClient = { readonly crowd: VoteCrowd } | { readonly stage: VoteStage };
export type FromClient =
  | { readonly joined: number }
  | { readonly ready: true }
  | { readonly result: StageSeen; readonly acknowledgedPairs: readonly string[] }
  | { readonly failed: string };

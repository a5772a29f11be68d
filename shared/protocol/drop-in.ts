/**
 * `GET /api/drop-in`: the public session that always runs, or the shard of it that has a place. `?last=CODE` names the one in which this
 * device played.
 */
export interface DropIn {
  readonly code: string;
  readonly title: string;
}

/** `GET /api/drop-in/days` with a player's token as bearer: what they did, newest day first. Days are UTC. */
export interface DropInDays {
  readonly days: readonly {
    /** YYYY-MM-DD. */
    readonly day: string;
    readonly judged: number;
    readonly predictions: number;
    readonly points: number;
  }[];
}

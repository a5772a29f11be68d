import { setTimeout as sleep } from "node:timers/promises";
import pRetry from "p-retry";
import { NO_METRICS, type ProcessMetrics } from "../../ports/metrics.ts";
import type { NewVote, VoteOutcome } from "../../ports/rounds.ts";
import { inSharedSpan, spanUnderWay } from "../../ports/tracing.ts";
import { isTransient } from "../postgres/until-available.ts";

export interface IdentifiedVote extends NewVote {
  /** UUID, chosen by us: inserting the same vote again, after a connection was lost during its commit, finds itself. */
  readonly id: string;
  /** Grows from vote to vote, milliseconds: of two on one pair by one player the later is known by it. */
  readonly order: number;
}

export interface GroupVotesOptions {
  /** How long the first vote of a group waits for others, milliseconds. */
  readonly windowMs: number;
  /** Votes an insert. */
  readonly maxGroup: number;
  /** An insert that takes longer is given up and tried again on another connection. */
  readonly attemptMs: number;
  /** How long a vote is tried before its caller is told that it failed. */
  readonly giveUpMs: number;
}

export const GROUP_VOTES: GroupVotesOptions = { windowMs: 4, maxGroup: 500, attemptMs: 5_000, giveUpMs: 15_000 };

/** The database can't be reached: the votes may or may not be stored. Casting again is safe. */
export class VotesUnavailable extends Error {
  override readonly name = "VotesUnavailable";
}

interface Waiting {
  readonly votes: readonly IdentifiedVote[];
  readonly since: number;
  readonly origin: ReturnType<typeof spanUnderWay>;
  resolve(outcomes: readonly VoteOutcome[]): void;
  reject(error: unknown): void;
}

/**
 * Group commit: votes that arrive within a few milliseconds share one insert and so one flush to disk. One insert runs
 * at a time, and whatever arrives meanwhile forms the next group. Each call resolves after the commit of its own votes.
 *
 * `insert` must be repeatable (`insertVotes` is, through the votes' ids): after a lost connection nobody knows whether
 * the commit happened, and trying again settles it.
 */
export function groupVotes(
  insert: (votes: readonly IdentifiedVote[]) => Promise<readonly VoteOutcome[]>,
  options: GroupVotesOptions = GROUP_VOTES,
  metrics: Pick<ProcessMetrics, "observe"> = NO_METRICS,
): (votes: readonly IdentifiedVote[]) => Promise<readonly VoteOutcome[]> {
  const queue: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    await sleep(options.windowMs);
    while (queue.length > 0) await commit(nextGroup(queue, options.maxGroup));
    running = false;
  }

  async function commit(group: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await persistently(group);
      let start = 0;
      for (const { votes, resolve } of group) {
        resolve(outcomes.slice(start, start + votes.length));
        start += votes.length;
      }
    } catch (error) {
      // One caller's impossible vote must not cost the others theirs.
      if (group.length > 1 && !(error instanceof VotesUnavailable)) for (const one of group) await commit([one]);
      else for (const { reject } of group) reject(error);
    }
  }

  function measured(group: readonly Waiting[], votes: readonly IdentifiedVote[]): Promise<readonly VoteOutcome[]> {
    const origins = group.map(({ origin }) => origin);
    return inSharedSpan("commit votes", { "thumbwar.votes": votes.length }, origins, async () => {
      const began = performance.now();
      const outcomes = await insert(votes);
      metrics.observe("thumbwar_vote_commit_seconds", (performance.now() - began) / 1000);
      metrics.observe("thumbwar_vote_group_size", votes.length);
      return outcomes;
    });
  }

  async function persistently(group: readonly Waiting[]): Promise<readonly VoteOutcome[]> {
    const votes = group.flatMap((waiting) => waiting.votes);
    const oldest = Math.min(...group.map((waiting) => waiting.since));
    const mayPass = (error: unknown) => error instanceof AttemptTimeout || isTransient(error);
    try {
      return await pRetry(() => withinTime(measured(group, votes), options.attemptMs), {
        ...{ retries: Number.POSITIVE_INFINITY, minTimeout: 20, maxTimeout: 500 },
        maxRetryTime: Math.max(0, oldest + options.giveUpMs - performance.now()), // whoever queued for longer has one try
        shouldRetry: ({ error }) => mayPass(error),
      });
    } catch (cause) {
      if (!mayPass(cause)) throw cause;
      throw new VotesUnavailable(`The database did not take the votes within ${options.giveUpMs / 1000} s`, { cause });
    }
  }

  return (votes) => {
    if (votes.length === 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      queue.push({ votes, since: performance.now(), origin: spanUnderWay(), resolve, reject });
      if (running) return;
      running = true;
      void run();
    });
  };
}

/** Takes callers from the head of the queue: at least one, and no more than `maxGroup` votes beyond that. */
function nextGroup(queue: Waiting[], maxGroup: number): readonly Waiting[] {
  let callers = 0;
  for (let votes = 0; callers < queue.length; callers++) {
    votes += queue[callers]?.votes.length ?? 0;
    if (callers > 0 && votes > maxGroup) break;
  }
  return queue.splice(0, callers);
}

class AttemptTimeout extends Error {}

async function withinTime<T>(work: Promise<T>, ms: number): Promise<T> {
  const timer = new AbortController();
  const timeout = sleep(ms, undefined, { signal: timer.signal }).then(
    () => Promise.reject(new AttemptTimeout(`No answer within ${ms} ms`)),
    () => new Promise<never>(() => {}),
  );
  try {
    return await Promise.race([work, timeout]);
  } finally {
    timer.abort();
  }
}

import type { EvidenceBoard, VersionContest } from "../../../shared/protocol/lab.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparisons } from "../../ports/learning.ts";
import type { Policies } from "../../ports/models.ts";
import type { LabRecords } from "../../ports/results.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { overOptimisationWatch } from "../../stats/over-optimisation.ts";
import { winRates } from "../../stats/win-rates.ts";
import { freshRounds } from "./fresh-rounds.ts";

/** What the lab shows, read from the stores. */

const ROUNDS_SHOWN = 400;
/** A chart has at most about so many spans of time. */
const SPANS_SHOWN = 120;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
const SPANS_MS = [1, 5, 15, 60, 360].map((minutes) => minutes * MINUTE_MS);

interface Sources {
  readonly comparisons: Pick<Comparisons, "betweenVersions">;
  readonly policies: Pick<Policies, "list">;
  readonly lab: LabRecords;
}

export async function evidenceBoard(sources: Sources, arenaId: ArenaId, now: number): Promise<EvidenceBoard> {
  const { comparisons, policies, lab } = sources;
  const matchups = await comparisons.betweenVersions(arenaId);
  const first = await lab.firstVoteAt(arenaId);
  const spanMs = spanOf(first === null ? 0 : now - first.getTime());
  const spans = await lab.votesOverTime(arenaId, spanMs);
  const rounds = await lab.rounds(arenaId, ROUNDS_SHOWN);
  const versions = await policies.list(arenaId);
  const fresh = freshRounds(rounds, versions);
  const rated = bradleyTerry(matchups);
  return {
    winRates: winRates(matchups, rated.correlation),
    watch: overOptimisationWatch(versions, matchups, rated),
    votes: {
      total: spans.reduce((sum, { votes }) => sum + votes, 0),
      spanMs,
      spans: spans.map(({ at, votes }) => ({ at: at.toISOString(), votes })),
    },
    guesses: await lab.guesses(arenaId),
    rounds: rounds.map(({ openedAt, policyVersion, votes }, i) => ({
      ...{ at: openedAt.toISOString(), policyVersion, votes },
      fresh: fresh[i] ?? null,
    })),
  };
}

/** The shortest span of which not too many make up a stretch of time: minutes, hours or whole days. */
export function spanOf(stretchMs: number): number {
  const short = SPANS_MS.find((span) => stretchMs / span <= SPANS_SHOWN);
  return short ?? DAY_MS * Math.max(1, Math.ceil(stretchMs / SPANS_SHOWN / DAY_MS));
}

/** Two versions' answers against each other; how far votes on one pair go together is learnt from all matchups. */
export async function contestBetween(
  comparisons: Pick<Comparisons, "betweenVersions">,
  arenaId: ArenaId,
  a: number,
  b: number,
): Promise<VersionContest> {
  const matchups = await comparisons.betweenVersions(arenaId);
  const between = matchups.filter(
    (one) => Math.min(one.a, one.b) === Math.min(a, b) && Math.max(one.a, one.b) === Math.max(a, b),
  );
  const [newer] = winRates(between, bradleyTerry(matchups).correlation);
  if (newer === undefined) return { rate: null, low: null, high: null, votes: 0, pairs: 0 };
  const { rate, low, high, votes, pairs } = newer;
  return newer.version === a
    ? { rate, low, high, votes, pairs }
    : { rate: 1 - rate, low: 1 - high, high: 1 - low, votes, pairs };
}

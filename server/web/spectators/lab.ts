import type { EvidenceBoard, ImportsBoard, VersionContest } from "../../../shared/protocol/lab.ts";
import { CAMP_FIGURES, type CampsBoard } from "../../../shared/protocol/training/camps.ts";
import type { JobsBoard, TrainingEngineName } from "../../../shared/protocol/training/training-jobs.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparisons } from "../../ports/learning.ts";
import type { Policies, PolicyRecord, RewardModels } from "../../ports/models.ts";
import type { ClosedRound, Imports, LabRecords } from "../../ports/results.ts";
import type { TrainingJobs } from "../../ports/training-jobs.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { overOptimisationWatch } from "../../stats/over-optimisation.ts";
import { traitChanges } from "../../stats/trait-changes.ts";
import { winRates } from "../../stats/win-rates.ts";

/** What the lab shows, read from the stores. */

const ROUNDS_SHOWN = 400;
const IMPORTS_SHOWN = 20;
const JOBS_SHOWN = 10;
/** A chart has about this many spans of time at most. */
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

/** What the newest fit of the reward model tells of the crowd's camps: how large they are, and a pair on which they differ. */
export async function campsBoard(
  {
    rewardModels,
    lab,
  }: {
    readonly rewardModels: Pick<RewardModels, "newest">;
    readonly lab: Pick<LabRecords, "shownPair">;
  },
  arenaId: ArenaId,
): Promise<CampsBoard> {
  const metrics = (await rewardModels.newest(arenaId))?.metrics ?? {};
  const first = metrics[CAMP_FIGURES.first];
  const second = metrics[CAMP_FIGURES.second];
  if (first === undefined || second === undefined) return { camps: null };
  const id = metrics[CAMP_FIGURES.example];
  const pair = id === undefined ? null : await lab.shownPair(arenaId, id);
  if (pair === null) return { camps: { sizes: [first, second], example: null } };
  const { prompt, a, b } = pair;
  const answers = metrics[CAMP_FIGURES.firstPrefersA] === 1 ? ([a, b] as const) : ([b, a] as const);
  return { camps: { sizes: [first, second], example: { prompt, answers } } };
}

/** What became of comparisons that were imported. */
export async function importsBoard(imports: Pick<Imports, "list">, arenaId: ArenaId): Promise<ImportsBoard> {
  const newest = (await imports.list(arenaId)).slice(0, IMPORTS_SHOWN);
  return { imports: newest.map(({ at, ...one }) => ({ ...one, at: at.toISOString() })) };
}

/** What engines outside of the trainer were asked to make, as everybody may know it. */
export async function jobsBoard(
  jobs: Pick<TrainingJobs, "list" | "today">,
  arenaId: ArenaId,
  { engine, jobs: most }: { readonly engine: TrainingEngineName; readonly jobs: number },
): Promise<JobsBoard> {
  const newest = await jobs.list(arenaId, JOBS_SHOWN);
  return {
    engine,
    left: Math.max(0, most - (await jobs.today(arenaId))),
    jobs: newest.map(({ id, engine, method, state, progress, problem, reason, version, refusals, createdAt }) => ({
      ...{ id, engine, method, state, progress, problem, version },
      reason: problem === "gate" ? reason : null,
      refused: refusals.map((one) => one.problem),
      at: createdAt.toISOString(),
    })),
  };
}

/** The shortest span (minutes, hours or whole days) that doesn't cut a stretch of time into too many. */
export function spanOf(stretchMs: number): number {
  const short = SPANS_MS.find((span) => stretchMs / span <= SPANS_SHOWN);
  return short ?? DAY_MS * Math.max(1, Math.ceil(stretchMs / SPANS_SHOWN / DAY_MS));
}

/** Two versions: people's votes between them, and how their answers differ. How much the votes on one pair agree is estimated from all matchups. */
export async function contestBetween(
  { comparisons, policies }: Pick<Sources, "comparisons" | "policies">,
  arenaId: ArenaId,
  a: number,
  b: number,
): Promise<VersionContest> {
  const [matchups, versions] = await Promise.all([comparisons.betweenVersions(arenaId), policies.list(arenaId)]);
  const metricsOf = (number: number) => versions.find(({ version }) => version === number)?.metrics ?? {};
  const changes = traitChanges(metricsOf(a), metricsOf(b));
  const between = matchups.filter(
    (one) => Math.min(one.a, one.b) === Math.min(a, b) && Math.max(one.a, one.b) === Math.max(a, b),
  );
  const [newer] = winRates(between, bradleyTerry(matchups).correlation);
  if (newer === undefined) return { rate: null, low: null, high: null, votes: 0, pairs: 0, changes };
  const { rate, low, high, votes, pairs } = newer;
  return newer.version === a
    ? { rate, low, high, votes, pairs, changes }
    : { rate: 1 - rate, low: 1 - high, high: 1 - low, votes, pairs, changes };
}

type Version = Pick<PolicyRecord, "version" | "status" | "comparisonId" | "createdAt" | "promotedAt">;

/**
 * For each round, oldest first, whether it was dealt by what its session's previous round taught: at its opening
 * there was a version that had seen those comparisons. If that one was rejected or rolled back, the last promoted
 * version is as fresh as can be. Null where no earlier round of the session has comparisons.
 */
export function freshRounds(rounds: readonly ClosedRound[], versions: readonly Version[]): readonly (boolean | null)[] {
  const judged = versions.filter(({ status }) => status !== "candidate");
  const lastOf = new Map<string, number>();
  return rounds.map(({ sessionId, policyVersion, openedAt, lastComparison }) => {
    const taught = lastOf.get(sessionId);
    if (lastComparison !== null) lastOf.set(sessionId, lastComparison);
    if (taught === undefined) return null;
    const pupil = judged.find(
      (one) => one.comparisonId >= taught && (one.promotedAt ?? one.createdAt).getTime() <= openedAt.getTime(),
    );
    if (pupil === undefined) return false;
    return pupil.status !== "promoted" || pupil.version <= policyVersion;
  });
}

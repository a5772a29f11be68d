import { isOver, type JobProblem, type TrainingEngineName } from "../../../shared/protocol/training/training-jobs.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";
import { MAIN_ARENA, type WallClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import type { HealthSources } from "../routes/health-route.ts";
import { type PartCheck, Readiness, type ReadinessLog } from "./readiness.ts";

interface StoreParts
  extends Pick<Stores, "healthy" | "pendingMigrations">,
    Pick<HealthSources, "disk" | "votesOnDisk"> {}

/** What every web process needs to be of use to a newcomer. */
export function storeChecks({ healthy, pendingMigrations, disk, votesOnDisk }: StoreParts) {
  return {
    postgres: async () => ((await healthy()) ? null : "Postgres doesn't answer."),
    async migrations() {
      if (!(await healthy())) return null; // said above
      const pending = await pendingMigrations();
      return pending === 0
        ? null
        : `The database lacks ${pending} migrations of this program: was an older backup restored?`;
    },
    async disk() {
      const state = await disk();
      if (state === "full") return votesOnDisk ? "The disk of the data folder is full." : null;
      return state === "unwritable" && votesOnDisk ? "Nothing can be written to the data folder." : null;
    },
  } satisfies Readonly<Record<string, PartCheck>>;
}

/** What several web processes share. */
export function redisCheck(redis: { isWell(): boolean }): PartCheck {
  return () =>
    redis.isWell()
      ? null
      : "Redis can't be reached: running games go on, and rooms of other processes can't be joined.";
}

/** States in which a trainer may be whether or not it can store what it learns. */
const TELLS_NOTHING: ReadonlySet<TrainerState> = new Set(["loading", "waiting", "refill"]);
/** What a trainer said that has been silent for longer holds no more; its silence is told elsewhere. */
const SILENT_MS = 60_000;

/** What keeps versions beside the data folder, as this process and the trainer find it: a web process seldom needs it, and would notice late. */
export function checkpointsCheck(
  checkpoints: { readonly trouble: string | null },
  heartbeats: Pick<Stores["heartbeats"], "last">,
): PartCheck {
  let isBlocked = false;
  return async () => {
    if (checkpoints.trouble !== null)
      return "The checkpoints' bucket can't be used; the log says why. Games go on without it.";
    const beat = await heartbeats.last(MAIN_ARENA).catch(() => null); // a database that is away is told of by itself
    if (beat === null || beat.ageMs > SILENT_MS) isBlocked = false;
    else if (!TELLS_NOTHING.has(beat.state)) isBlocked = beat.state === "blocked";
    return isBlocked
      ? "The trainer can't use the checkpoints' bucket, so nothing is learnt until it can; its log says why. Games go on."
      : null;
  };
}

/** What went wrong with a job for a reason that the next one would meet too. */
const OF_THE_ENGINE: ReadonlySet<JobProblem> = new Set(["unreachable", "lost", "engine", "disk"]);

/** What trains, or answers, in the trainer's place: by what the trainer says, and what became of the newest job. */
export function trainingCheck(
  trainingJobs: Pick<Stores["trainingJobs"], "list">,
  heartbeats: Pick<Stores["heartbeats"], "last">,
): PartCheck {
  return async () => {
    const beat = await heartbeats.last(MAIN_ARENA).catch(() => null);
    if (beat?.state === "blocked" && beat.ageMs <= SILENT_MS)
      return "What the trainer needs can't be reached, so nothing is learnt; its log says why. Games go on.";
    const [job] = await trainingJobs.list(MAIN_ARENA, 1).catch(() => []); // a database that is away is told of by itself
    if (job === undefined || job.problem === null || !OF_THE_ENGINE.has(job.problem)) return null;
    return isOver(job.state)
      ? "The newest training job came to nothing; the lab says why. Games go on."
      : "The training engine doesn't answer, or has lost its job; the lab says why. Games go on.";
  };
}

/** What a web process consists of, as far as newcomers depend on it. */
export interface WebParts extends StoreParts {
  /** Null: there is one web process. */
  readonly redis: { isWell(): boolean } | null;
  readonly heartbeats: Pick<Stores["heartbeats"], "last">;
  readonly trainingJobs: Pick<Stores["trainingJobs"], "list">;
  readonly engine: TrainingEngineName;
  /** `place` null: versions are in the data folder alone. */
  readonly checkpoints: { readonly place: string | null; readonly trouble: string | null };
  /** Whether it hands its games over, to stop. */
  readonly isDraining: () => boolean;
}

export function webReadiness(parts: WebParts, now: WallClock, log: ReadinessLog): Readiness {
  const { redis, checkpoints, heartbeats, trainingJobs, engine, isDraining } = parts;
  return new Readiness(
    {
      needed: {
        ...{ ...storeChecks(parts), ...(redis && { redis: redisCheck(redis) }) },
        draining: () => (isDraining() ? "This process hands its games over and stops." : null),
      },
      beside: {
        ...(checkpoints.place === null ? {} : { checkpoints: checkpointsCheck(checkpoints, heartbeats) }),
        ...(engine === "tfjs" ? {} : { training: trainingCheck(trainingJobs, heartbeats) }),
      },
    },
    now,
    log,
  );
}

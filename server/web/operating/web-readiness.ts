import type { WallClock } from "../../ports/arena.ts";
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

/** What keeps versions beside the data folder. */
export function checkpointsCheck(checkpoints: { readonly trouble: string | null }): PartCheck {
  return () =>
    checkpoints.trouble === null ? null : "The checkpoints' bucket can't be used; the log says why. Games go on.";
}

/** What a web process consists of, as far as newcomers depend on it. */
export interface WebParts extends StoreParts {
  /** Null: there is one web process. */
  readonly redis: { isWell(): boolean } | null;
  /** `place` null: versions are in the data folder alone. */
  readonly checkpoints: { readonly place: string | null; readonly trouble: string | null };
  /** Whether it hands its games over, to stop. */
  readonly isDraining: () => boolean;
}

export function webReadiness(parts: WebParts, now: WallClock, log: ReadinessLog): Readiness {
  const { redis, checkpoints, isDraining } = parts;
  return new Readiness(
    {
      needed: {
        ...{ ...storeChecks(parts), ...(redis && { redis: redisCheck(redis) }) },
        draining: () => (isDraining() ? "This process hands its games over and stops." : null),
      },
      beside: checkpoints.place === null ? {} : { checkpoints: checkpointsCheck(checkpoints) },
    },
    now,
    log,
  );
}

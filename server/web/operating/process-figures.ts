import { SEAT_ROLES, type SeatRole } from "../../../shared/protocol/messages.ts";
import { TRAINER_STATES } from "../../../shared/round/trainer-states.ts";
import { MAIN_ARENA, type WallClock } from "../../ports/arena.ts";
import type { ProcessMetrics } from "../../ports/metrics.ts";
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

/** A room as far as it is counted. */
interface CountedRoom {
  readonly clients: Iterable<{ readonly userData?: { readonly role: SeatRole } | undefined }>;
}

export interface ProcessSources extends Pick<Stores, "healthy" | "heartbeats" | "policies" | "trainerTerms"> {
  readonly readiness: Readiness;
  readonly rooms: ReadonlySet<CountedRoom>;
  readonly viewers: () => number;
  readonly leases: { state(): { readonly held: number; readonly uncertain: number; readonly lost: number } };
  /** Monotonic, milliseconds. */
  readonly monotonic: () => number;
}

/** Tells what can be read off a web process, and of the trainer what Postgres knows: a trainer listens nowhere. */
export function tellProcess(metrics: ProcessMetrics, sources: ProcessSources): void {
  const { readiness, rooms, viewers, leases, healthy, heartbeats, policies, trainerTerms, monotonic } = sources;
  metrics.read("thumbwar_ready", () => readiness.gauge());
  metrics.read("thumbwar_leases", () => {
    const { held, uncertain } = leases.state();
    return Object.entries({ held, uncertain }).map(([state, value]) => ({ labels: { state }, value }));
  });
  metrics.read("thumbwar_lease_losses_total", () => leases.state().lost);
  metrics.read("thumbwar_rooms", () => rooms.size);
  metrics.read("thumbwar_connections", () => {
    const seated = [...rooms].flatMap(({ clients }) => [...clients].map((client) => client.userData?.role));
    return SEAT_ROLES.map((role) => ({ labels: { role }, value: seated.filter((one) => one === role).length }));
  });
  metrics.read("thumbwar_viewers", viewers);
  metrics.read("thumbwar_postgres_wait_seconds", async () => {
    const asked = monotonic();
    return (await healthy()) ? (monotonic() - asked) / 1000 : null;
  });
  metrics.read("thumbwar_trainer_state", async () => {
    const beat = await heartbeats.last(MAIN_ARENA);
    return beat && TRAINER_STATES.map((state) => ({ labels: { state }, value: state === beat.state ? 1 : 0 }));
  });
  metrics.read("thumbwar_trainer_silent_seconds", async () => {
    const beat = await heartbeats.last(MAIN_ARENA);
    return beat && beat.ageMs / 1000;
  });
  metrics.read("thumbwar_trainer_term", async () => (await trainerTerms.newest())?.term ?? null);
  metrics.read("thumbwar_policy_version", async () => (await policies.newest(MAIN_ARENA))?.version ?? null);
}

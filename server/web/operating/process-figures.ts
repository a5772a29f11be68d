import { SEAT_ROLES, type SeatRole } from "../../../shared/protocol/messages.ts";
import { JOB_STATES } from "../../../shared/protocol/training/training-jobs.ts";
import { TRAINER_STATES } from "../../../shared/round/trainer-states.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { ProcessMetrics } from "../../ports/metrics.ts";
import type { Stores } from "../../ports/stores.ts";
import type { Readiness } from "./readiness.ts";

/** A room as far as it is counted. */
interface CountedRoom {
  readonly clients: Iterable<{ readonly userData?: { readonly role: SeatRole } | undefined }>;
}

export interface ProcessSources
  extends Pick<Stores, "healthy" | "heartbeats" | "policies" | "trainerTerms" | "trainingJobs"> {
  readonly readiness: Readiness;
  readonly rooms: ReadonlySet<CountedRoom>;
  readonly viewers: () => number;
  readonly leases: { state(): { readonly held: number; readonly uncertain: number; readonly lost: number } };
  /** Monotonic, milliseconds. */
  readonly monotonic: () => number;
}

/** Tells what can be read off a web process, and of the trainer what Postgres knows: a trainer listens nowhere. */
export function tellProcess(metrics: ProcessMetrics, sources: ProcessSources): void {
  const { readiness, rooms, viewers, leases, healthy, heartbeats, policies, trainerTerms, trainingJobs, monotonic } =
    sources;
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
  metrics.read("thumbwar_training_jobs", async () => {
    const jobs = await trainingJobs.byState();
    return JOB_STATES.map((state) => ({ labels: { state }, value: jobs[state] ?? 0 }));
  });
  metrics.read("thumbwar_policy_version", async () => (await policies.newest(MAIN_ARENA))?.version ?? null);
}

import { and, count, desc, eq, getTableColumns, gt, not, sql } from "drizzle-orm";
import type { TrainingJob, TrainingJobs } from "../../ports/training-jobs.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { trainingJobs } from "../schema/training-jobs.ts";
import { afterEvent } from "./job-transitions.ts";

/** Of one job; older ones are forgotten. */
const MOST_REFUSALS = 20;

const columns = {
  ...getTableColumns(trainingJobs),
  ranMs: sql<number>`greatest(0, coalesce(
    extract(epoch from coalesce(${trainingJobs.endedAt}, now()) - ${trainingJobs.startedAt}), 0) * 1000)::float8`,
};

export function createTrainingJobsStore(db: Db): TrainingJobs {
  return {
    add: (job) =>
      db.transaction(async (tx) => {
        const [added] = await tx.insert(trainingJobs).values(job).onConflictDoNothing().returning(columns);
        if (added !== undefined) await notify(tx, { type: "training_job", arenaId: job.arenaId });
        return added ?? null;
      }),

    async byId(id) {
      if (!isUuid(id)) return null;
      const [job] = await db.select(columns).from(trainingJobs).where(eq(trainingJobs.id, id));
      return job ?? null;
    },

    pending: (arenaId) =>
      db
        .select(columns)
        .from(trainingJobs)
        .where(and(eq(trainingJobs.arenaId, arenaId), not(trainingJobs.cleared))),

    list: (arenaId, limit) =>
      db
        .select(columns)
        .from(trainingJobs)
        .where(eq(trainingJobs.arenaId, arenaId))
        .orderBy(desc(trainingJobs.createdAt), desc(trainingJobs.id))
        .limit(limit),

    today: (arenaId) =>
      db.$count(
        trainingJobs,
        and(eq(trainingJobs.arenaId, arenaId), gt(trainingJobs.createdAt, sql`now() - interval '24 hours'`)),
      ),

    async byState() {
      const { state } = trainingJobs;
      const rows = await db.select({ state, jobs: count() }).from(trainingJobs).groupBy(state);
      return Object.fromEntries(rows.map((row) => [row.state, row.jobs]));
    },

    async kept() {
      const rows = await db.select({ id: trainingJobs.id }).from(trainingJobs).where(not(trainingJobs.cleared));
      return new Set(rows.map(({ id }) => id));
    },

    async change(id, event) {
      if (!isUuid(id)) return null;
      return db.transaction(async (tx) => {
        const own = eq(trainingJobs.id, id);
        const [job] = await tx.select(columns).from(trainingJobs).where(own).for("update");
        if (job === undefined) return null;
        const outcome = afterEvent(job, event);
        const values = "change" in outcome ? valuesOf(outcome.change) : {};
        const refused = "refused" in outcome ? outcome.refused : null;
        const refusals =
          refused !== null && event.type === "handedIn"
            ? [...job.refusals, { at: new Date().toISOString(), ...refused }].slice(-MOST_REFUSALS)
            : null;
        const set = { ...values, ...(refusals === null ? {} : { refusals }) };
        if (Object.keys(set).length === 0) return { job, refused };
        const [after] = await tx.update(trainingJobs).set(set).where(own).returning(columns);
        if (after === undefined) throw new Error(`Job ${id} was not stored`);
        await notify(tx, { type: "training_job", arenaId: job.arenaId });
        return { job: after satisfies TrainingJob, refused };
      });
    },
  };
}

type Change = Extract<ReturnType<typeof afterEvent>, { change: unknown }>["change"];

/** Times are the database's. */
function valuesOf({ begins, ends, ...values }: Change) {
  return {
    ...values,
    ...(begins === true ? { startedAt: sql`now()` } : {}),
    ...(ends === true ? { endedAt: sql`now()` } : {}),
  };
}

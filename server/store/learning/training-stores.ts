import { and, asc, desc, eq, gt, inArray, notInArray, sql } from "drizzle-orm";
import { changed, DEFAULT_TRAINING } from "../../../shared/protocol/training-settings.ts";
import type { Raters } from "../../ports/learning.ts";
import type { Ratings, RewardModels, TrainerHeartbeats, TrainingChoices, TrainingSteps } from "../../ports/models.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { raters, ratings, rewardModels, trainerHeartbeats, trainingChoices, trainingSteps } from "../schema/models.ts";

const rewardModelColumns = {
  id: rewardModels.id,
  comparisonId: rewardModels.comparisonId,
  folder: rewardModels.folder,
  metrics: rewardModels.metrics,
};
const stepColumns = {
  id: trainingSteps.id,
  kind: trainingSteps.kind,
  policyVersion: trainingSteps.policyVersion,
  metrics: trainingSteps.metrics,
  at: trainingSteps.at,
};
const ratingColumns = {
  version: ratings.version,
  rating: ratings.rating,
  low: ratings.low,
  high: ratings.high,
  votes: ratings.votes,
};

export function createRewardModelsStore(db: Db): RewardModels {
  const recent: RewardModels["recent"] = (arenaId, limit) =>
    db
      .select(rewardModelColumns)
      .from(rewardModels)
      .where(eq(rewardModels.arenaId, arenaId))
      .orderBy(desc(rewardModels.id))
      .limit(limit);

  return {
    recent,
    async add(arenaId, model) {
      const [added] = await db
        .insert(rewardModels)
        .values({ ...model, arenaId })
        .returning(rewardModelColumns);
      if (added === undefined) throw new Error("The reward model was not stored");
      return added;
    },
    newest: async (arenaId) => (await recent(arenaId, 1))[0] ?? null,
    async folders(newest) {
      const rows = await db.execute<{ folder: string; kept: boolean; resumable: boolean }>(sql`
        select folder, row_number() over (partition by arena_id order by id desc) <= ${newest} as kept, false as resumable
        from reward_models`);
      return [...rows];
    },
  };
}

export function createTrainingStepsStore(db: Db): TrainingSteps {
  return {
    async add(arenaId, steps) {
      if (steps.length === 0) return;
      await db.transaction(async (tx) => {
        const rows = steps.map((step) => ({ ...step, arenaId }));
        const added = await tx.insert(trainingSteps).values(rows).returning({ id: trainingSteps.id });
        await notify(tx, { type: "training_step", arenaId, stepId: Math.max(...added.map(({ id }) => id)) });
      });
    },
    after(arenaId, afterId, limit) {
      return db
        .select(stepColumns)
        .from(trainingSteps)
        .where(and(eq(trainingSteps.arenaId, arenaId), gt(trainingSteps.id, afterId)))
        .orderBy(asc(trainingSteps.id))
        .limit(limit);
    },
    async practised(arenaId, kinds, comparisons) {
      const metric = (name: string) => sql`(${trainingSteps.metrics} ->> ${name})::float8`;
      const trusted = sql`coalesce(${metric("trust")}, 1)`;
      const known = sql`coalesce(least(1, ${metric("comparisons")} / nullif(${comparisons}::float8, 0)), 1)`;
      const whole = sql<number>`coalesce(sum(${trusted} * ${known}), 0)::float8`;
      const [sum] = await db
        .select({ whole })
        .from(trainingSteps)
        .where(and(eq(trainingSteps.arenaId, arenaId), inArray(trainingSteps.kind, [...kinds])));
      return sum!.whole;
    },
  };
}

export function createRatingsStore(db: Db): Ratings {
  return {
    /** The list given replaces the arena's ratings. */
    async save(arenaId, list) {
      await db.transaction(async (tx) => {
        const others =
          list.length === 0
            ? undefined
            : notInArray(
                ratings.version,
                list.map((row) => row.version),
              );
        await tx.delete(ratings).where(and(eq(ratings.arenaId, arenaId), others));
        if (list.length === 0) return;
        await tx
          .insert(ratings)
          .values(list.map((row) => ({ ...row, arenaId })))
          .onConflictDoUpdate({
            target: [ratings.arenaId, ratings.version],
            set: {
              rating: sql`excluded.rating`,
              low: sql`excluded.low`,
              high: sql`excluded.high`,
              votes: sql`excluded.votes`,
            },
          });
      });
    },
    list: (arenaId) =>
      db.select(ratingColumns).from(ratings).where(eq(ratings.arenaId, arenaId)).orderBy(asc(ratings.version)),
  };
}

/** An arena whose last beat is this much older than that of another is one to which the trainer doesn't come at present. */
const LEFT_ALONE_MS = 15_000;

export function createHeartbeatsStore(db: Db): TrainerHeartbeats {
  return {
    async beat(arenaId, state, progress = null) {
      await db.transaction(async (tx) => {
        const heartbeat = eq(trainerHeartbeats.arenaId, arenaId);
        const [before] = await tx.select().from(trainerHeartbeats).where(heartbeat).for("update");
        await tx
          .insert(trainerHeartbeats)
          .values({ arenaId, state, progress })
          .onConflictDoUpdate({ target: trainerHeartbeats.arenaId, set: { state, progress, at: sql`now()` } });
        if (before?.state !== state) await notify(tx, { type: "trainer_state", arenaId, state });
      });
    },
    async last(arenaId) {
      const { state, progress, at } = trainerHeartbeats;
      const age = sql<number>`greatest(0, extract(epoch from now() - ${at}) * 1000)::float8`;
      const [newest] = await db.select({ at, ageMs: age }).from(trainerHeartbeats).orderBy(desc(at)).limit(1);
      const own = eq(trainerHeartbeats.arenaId, arenaId);
      const [beat] = await db.select({ state, progress, at, ageMs: age }).from(trainerHeartbeats).where(own);
      if (newest === undefined) return null;
      const isLeftAlone = beat === undefined || beat.ageMs - newest.ageMs > LEFT_ALONE_MS;
      return isLeftAlone ? { state: "idle", progress: null, ...newest } : beat;
    },
  };
}

export function createTrainingChoicesStore(db: Db): TrainingChoices {
  async function read(from: Pick<Db, "select">, arenaId: number) {
    const [row] = await from.select().from(trainingChoices).where(eq(trainingChoices.arenaId, arenaId));
    return row?.settings ?? DEFAULT_TRAINING;
  }
  return {
    of: (arenaId) => read(db, arenaId),
    change: (arenaId, change) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.trainingChoices}, ${arenaId})`);
        const settings = changed(await read(tx, arenaId), change);
        await tx
          .insert(trainingChoices)
          .values({ arenaId, settings })
          .onConflictDoUpdate({ target: trainingChoices.arenaId, set: { settings, at: sql`now()` } });
        await notify(tx, { type: "training_settings", arenaId });
        return settings;
      }),
  };
}

/** Players a statement. */
const PAGE = 1_000;

export function createRatersStore(db: Db): Raters {
  return {
    async save(estimates) {
      await db.transaction(async (tx) => {
        for (let at = 0; at < estimates.length; at += PAGE)
          await tx
            .insert(raters)
            .values(estimates.slice(at, at + PAGE))
            .onConflictDoUpdate({
              target: raters.playerId,
              set: {
                reliability: sql`excluded.reliability`,
                low: sql`excluded.low`,
                high: sql`excluded.high`,
                eta: sql`excluded.eta`,
                weight: sql`excluded.weight`,
                repeats: sql`excluded.repeats`,
                compared: sql`excluded.compared`,
                at: sql`now()`,
              },
            });
      });
    },
  };
}

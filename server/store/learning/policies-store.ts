import { and, asc, desc, eq, gt, sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import type { Policies, PolicyRecord } from "../../ports/models.ts";
import { addPairs } from "../pool/add-pairs.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { policies } from "../schema/models.ts";

/** `random`, 0-1, decides the sides of the pairs that come with a promotion. */
export function createPoliciesStore(db: Db, random: () => number = Math.random): Policies {
  type Transaction = Parameters<Parameters<Db["transaction"]>[0]>[0];

  /** Versions are numbered and promoted one at a time. */
  function changing<T>(arenaId: ArenaId, change: (tx: Transaction) => Promise<T>): Promise<T> {
    return db.transaction(async (tx) => {
      await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.policies}, ${arenaId})`);
      return change(tx);
    });
  }

  async function newest(from: Pick<Db, "select">, arenaId: ArenaId): Promise<PolicyRecord | null> {
    const promoted = and(eq(policies.arenaId, arenaId), eq(policies.status, "promoted"));
    const [policy] = await from.select().from(policies).where(promoted).orderBy(desc(policies.version)).limit(1);
    return policy ?? null;
  }

  return {
    newest: (arenaId) => newest(db, arenaId),

    list: (arenaId) => db.select().from(policies).where(eq(policies.arenaId, arenaId)).orderBy(asc(policies.version)),

    async folders({ others, resumable }) {
      const rows = await db.execute<{ folder: string; kept: boolean; resumable: boolean }>(sql`
        select folder, promoted or place <= ${others} as kept, promoted and place <= ${resumable} as resumable
        from (
          select folder, status = 'promoted' as promoted,
            row_number() over (partition by arena_id, status = 'promoted' order by version desc) as place
          from policies) as placed`);
      return [...rows];
    },

    add(policy) {
      return changing(policy.arenaId, async (tx) => {
        const next = sql<number>`(select coalesce(max(version) + 1, 0) from policies where arena_id = ${policy.arenaId})`;
        const promotedAt = policy.status === "promoted" ? sql`now()` : null;
        const [added] = await tx
          .insert(policies)
          .values({ ...policy, version: next, promotedAt })
          .returning();
        if (added === undefined) throw new Error("The policy was not stored");
        const { arenaId, version, status } = added;
        if (status === "promoted") await notify(tx, { type: "policy_promoted", arenaId, version });
        if (status === "rejected") await notify(tx, { type: "policy_rejected", arenaId, version });
        return added;
      });
    },

    promote(arenaId, version, pairs) {
      return changing(arenaId, async (tx) => {
        const current = await newest(tx, arenaId);
        if (current !== null && current.version > version) {
          throw new Error(`Policy ${version} can't be promoted: the newer ${current.version} already is`);
        }
        const candidate = and(
          eq(policies.arenaId, arenaId),
          eq(policies.version, version),
          eq(policies.status, "candidate"),
        );
        const promotion = { status: "promoted", promotedAt: sql`now()` } as const;
        const promoted = await tx.update(policies).set(promotion).where(candidate).returning();
        if (promoted.length === 0) throw new Error(`Policy ${version} can't be promoted: it isn't a candidate`);
        await addPairs(tx, arenaId, pairs, random);
        await notify(tx, { type: "policy_promoted", arenaId, version });
      });
    },

    /** Undealt pairs go with their policy: dealing asks for promoted versions only. */
    rollback(arenaId, toVersion, reason) {
      return changing(arenaId, async (tx) => {
        const above = and(
          eq(policies.arenaId, arenaId),
          eq(policies.status, "promoted"),
          gt(policies.version, toVersion),
        );
        const undone = await tx.update(policies).set({ status: "rolled_back", reason }).where(above).returning();
        if ((await newest(tx, arenaId))?.version !== toVersion) {
          throw new Error(`Can't go back to policy ${toVersion}: it isn't a promoted version`);
        }
        if (undone.length > 0) await notify(tx, { type: "policy_rolled_back", arenaId, version: toVersion });
        return undone.length;
      });
    },
  };
}

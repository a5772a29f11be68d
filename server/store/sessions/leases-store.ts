import { and, eq, gt, sql } from "drizzle-orm";
import { LEASE_MS, LeaseLost, type Leases, type RoomHold } from "../../ports/leases.ts";
import type { Db } from "../postgres/connect.ts";
import { roomLeases } from "../schema/sessions.ts";

const untilThen = sql`now() + make_interval(secs => ${LEASE_MS / 1000}::float8)`;

/** The epoch ends too, so that a renewal that is still under way renews nothing. */
const ended = { expiresAt: sql`now()`, epoch: sql`${roomLeases.epoch} + 1` };

export function createLeasesStore(db: Db): Leases {
  return {
    async take(sessionId, owner) {
      // With `on conflict (session_id)` alone, one of two that insert at once may fail at the table's other unique key.
      const [taken] = await db.execute<{ epoch: number }>(sql`
        with first as (
          insert into room_leases (session_id, owner, epoch, expires_at) values (${sessionId}, ${owner}, 1, ${untilThen})
          on conflict do nothing returning epoch
        ), next as (
          update room_leases set owner = ${owner}, epoch = room_leases.epoch + 1, expires_at = ${untilThen}
          where session_id = ${sessionId} and expires_at <= now() returning epoch
        )
        select epoch::float8 as epoch from first union all select epoch::float8 from next`);
      if (taken !== undefined) return taken;
      const [held] = await db.execute<{ heldBy: string; forMs: number }>(sql`
        select owner as "heldBy", greatest(0, extract(epoch from expires_at - now()) * 1000)::float8 as "forMs"
        from room_leases where session_id = ${sessionId}`);
      return held ?? { heldBy: "nobody", forMs: 0 };
    },

    /** The lease isn't taken anew, so its epoch stays. */
    async renew(holds) {
      const rows = JSON.stringify(holds.map(({ sessionId, epoch }) => ({ sessionId, epoch })));
      const kept = await db.execute<{ id: string }>(sql`
        update room_leases set expires_at = ${untilThen}
        from jsonb_to_recordset(${rows}::text::jsonb) as held("sessionId" uuid, epoch bigint)
        where session_id = held."sessionId" and room_leases.epoch = held.epoch
        returning session_id as id`);
      return new Set(kept.map(({ id }) => id));
    },

    async release({ sessionId, epoch }) {
      const mine = and(eq(roomLeases.sessionId, sessionId), eq(roomLeases.epoch, epoch));
      await db.update(roomLeases).set(ended).where(mine);
    },

    async releaseOf(owner) {
      const theirs = owner === null ? undefined : eq(roomLeases.owner, owner);
      const running = and(theirs, gt(roomLeases.expiresAt, sql`now()`));
      const rows = await db.update(roomLeases).set(ended).where(running).returning({ sessionId: roomLeases.sessionId });
      return rows.length;
    },
  };
}

type Tx = Parameters<Parameters<Db["transaction"]>[0]>[0];

/**
 * Does work in a transaction that ends before anybody else can take the session: what a room decides is stored while the session is its
 * own, or not at all. Without a hold the work is done for nobody's room.
 *
 * @throws LeaseLost when another room has taken the session
 */
export function whileHeld<T>(db: Db, hold: RoomHold | undefined, work: (tx: Db | Tx) => Promise<T>): Promise<T> {
  if (hold === undefined) return work(db);
  return db.transaction(async (tx) => {
    await assertHeld(tx, hold);
    return work(tx);
  });
}

/** @param tx a transaction, at whose end the session may be taken again */
export async function assertHeld(tx: Pick<Db, "execute">, hold: RoomHold): Promise<void> {
  const held = await tx.execute(sql`
    select from room_leases where session_id = ${hold.sessionId} and epoch = ${hold.epoch} for key share`);
  if (held.length === 0) throw new LeaseLost(hold);
}

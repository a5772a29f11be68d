import { eq, sql } from "drizzle-orm";
import { type ArenaNeeds, type ArenaRecord, type Arenas, MAIN_ARENA } from "../../ports/arena.ts";
import { copyStart } from "../pool/copy-start.ts";
import { notify } from "../postgres/bus.ts";
import type { Db } from "../postgres/connect.ts";
import { arenas } from "../schema/arenas.ts";
import { hashToken, newToken, tokenMatches } from "./credentials.ts";

/** For how long an open game in which nothing happens still counts as one that is played. */
const PLAYED_FOR = "30 minutes";

const arenaColumns = {
  id: arenas.id,
  name: arenas.name,
  title: arenas.title,
  listed: arenas.listed,
  version: sql<number | null>`(
    select max(version) from policies where policies.arena_id = "arenas"."id" and policies.status = 'promoted')`,
};

export function createArenasStore(db: Db): Arenas {
  return {
    create: ({ name, title, listed = false }) =>
      db.transaction(async (tx) => {
        const key = newToken();
        const [made] = await tx
          .insert(arenas)
          .values({ name, title, listed, keyHash: hashToken(key) })
          .onConflictDoNothing()
          .returning({ id: arenas.id });
        if (made === undefined) return null;
        if (await copyStart(tx, MAIN_ARENA, made.id))
          await notify(tx, { type: "policy_promoted", arenaId: made.id, version: 0 });
        const [arena] = await tx.select(arenaColumns).from(arenas).where(eq(arenas.id, made.id));
        if (arena === undefined) throw new Error(`The arena ${name} was not stored`);
        return { arena, key };
      }),

    async byName(name): Promise<ArenaRecord | null> {
      const [arena] = await db.select(arenaColumns).from(arenas).where(eq(arenas.name, name));
      return arena ?? null;
    },

    async isOpenTo(arenaId, key) {
      const [arena] = await db.select({ hash: arenas.keyHash }).from(arenas).where(eq(arenas.id, arenaId));
      if (arena === undefined) return false;
      return arena.hash === null || (key !== undefined && tokenMatches(key, arena.hash));
    },

    async change(arenaId, { listed }) {
      if (listed === undefined) return;
      await db.update(arenas).set({ listed }).where(eq(arenas.id, arenaId));
    },

    listed: () =>
      db
        .select(arenaColumns)
        .from(arenas)
        .where(eq(arenas.listed, true))
        .orderBy(sql`${arenas.id} <> ${MAIN_ARENA}`, arenas.title, arenas.id),

    async needs() {
      const rows = await db.execute<Record<keyof ArenaNeeds, unknown>>(sql`
        with played as materialized (
          select distinct arena_id from sessions
          where finished_at is null and (created_at > now() - ${PLAYED_FOR}::interval or exists (
            select from rounds where session_id = sessions.id and opened_at > now() - ${PLAYED_FOR}::interval)
            or exists (select from lesson_exhibits where session_id = sessions.id and ended_at is null))
        ), needs as (
          select id as "arenaId", id in (select arena_id from played) as playing,
            exists (select from policies where arena_id = arenas.id and status = 'promoted') as ready,
            coalesce((select max(id) from comparisons where arena_id = arenas.id), 0) as "lastComparison",
            coalesce((select max(comparison_id) from policies where arena_id = arenas.id), 0) as learnt
          from arenas
        )
        select * from needs where playing or not ready
          or exists (select from training_jobs where arena_id = "arenaId" and not cleared) or "lastComparison" > learnt or "arenaId" = ${MAIN_ARENA}`);
      return rows.map(({ arenaId, playing, ready, lastComparison, learnt }) => ({
        arenaId: Number(arenaId),
        playing: playing === true,
        ready: ready === true,
        lastComparison: Number(lastComparison),
        learnt: Number(learnt),
      }));
    },
  };
}

import { randomInt } from "node:crypto";
import { desc, eq, isNull, type SQL, sql } from "drizzle-orm";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import type { Hosting } from "../../ports/hosting.ts";
import type { SessionRecord } from "../../ports/sessions.ts";
import type { Db } from "../postgres/connect.ts";
import { sessions } from "../schema/sessions.ts";
import { hashToken, joinCodes } from "./credentials.ts";
import { sessionColumns } from "./sessions-store.ts";

export function createHostingStore(db: Db, random: (below: number) => number = randomInt): Hosting {
  async function sessionOf(id: string): Promise<SessionRecord> {
    const [session] = await db.select(sessionColumns).from(sessions).where(eq(sessions.id, id));
    if (session === undefined) throw new Error(`There is no session ${id}`);
    return session;
  }

  /** The newest open session to which the players of a finished one went on. */
  async function laterThan(played: SQL): Promise<SessionRecord | null> {
    const [next] = await db.execute<{ id: string }>(sql`
      with recursive later as (
        select id from (${played}) as played
        union
        select sessions.id from sessions join later on sessions.rematch_of = later.id
      )
      select sessions.id from later join sessions using (id)
      where finished_at is null order by created_at desc limit 1`);
    return next === undefined ? null : sessionOf(next.id);
  }

  return {
    async door(sessionId) {
      const columns = { locked: sessions.locked, screenPass: sessions.screenPass };
      const [door] = await db.select(columns).from(sessions).where(eq(sessions.id, sessionId));
      if (door === undefined) throw new Error(`There is no session ${sessionId}`);
      return door;
    },

    async lock(sessionId, locked) {
      await db.update(sessions).set({ locked }).where(eq(sessions.id, sessionId));
    },

    async renewPass(sessionId) {
      const screenPass = sql`${sessions.screenPass} + 1`;
      const [row] = await db
        .update(sessions)
        .set({ screenPass })
        .where(eq(sessions.id, sessionId))
        .returning({ screenPass: sessions.screenPass });
      return row?.screenPass ?? 0;
    },

    async setPace(sessionId, pace) {
      const settings = sql`jsonb_set(${sessions.settings}, '{pace}', to_jsonb(${pace}::text))`;
      await db.update(sessions).set({ settings }).where(eq(sessions.id, sessionId));
    },

    async rematch(sessionId) {
      const id = await db.transaction(async (tx) => {
        await tx.execute(sql`select from sessions where id = ${sessionId} for update`);
        const [known] = await tx.execute<{ id: string }>(sql`select id from sessions where rematch_of = ${sessionId}`);
        if (known !== undefined) return known.id;
        for (const code of joinCodes(random)) {
          const [made] = await tx.execute<{ id: string }>(sql`
            insert into sessions (code, arena_id, settings, host_token_hash, rematch_of)
            select ${code}, arena_id, settings, host_token_hash, id from sessions where id = ${sessionId}
            on conflict do nothing returning id`);
          if (made === undefined) continue;
          await goOver(tx, sessionId, made.id);
          return made.id;
        }
        throw new Error("Too many join codes in a row were in use; finish some of the open sessions.");
      });
      return sessionOf(id);
    },

    async rematchFor(typed, token) {
      const code = readJoinCode(typed);
      if (code === null) return null;
      const hash = hashToken(token);
      return laterThan(sql`
        select id from sessions
        where code = ${code} and finished_at is not null and (host_token_hash = ${hash}
          or exists (select from remotes where session_id = sessions.id and token_hash = ${hash} and revoked_at is null)
          or exists (select from players where session_id = sessions.id and not kicked and (token_hash = ${hash}
            or exists (select from seat_tokens where player_id = players.id and token_hash = ${hash}))))`);
    },

    async rematchOf(typed) {
      const code = readJoinCode(typed);
      if (code === null) return null;
      return laterThan(sql`
        select id from sessions where code = ${code} and finished_at is not null order by created_at desc limit 1`);
    },

    open(limit) {
      const players = sql<number>`(select count(*)::int from players where session_id = "sessions"."id" and not kicked and not absent)`;
      const title = sql<string>`${sessions.settings} ->> 'title'`;
      const { code, createdAt, dropIn } = sessions;
      return db
        .select({ code, createdAt, dropIn, title, players })
        .from(sessions)
        .where(isNull(sessions.finishedAt))
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .limit(limit);
    },
  };
}

/** Seats, bans and remotes of a session in another one, with the tokens that they have and without points. A player stands there once they come. */
async function goOver(tx: Pick<Db, "execute">, from: string, to: string): Promise<void> {
  await tx.execute(sql`
    with seats as (
      select id as before, gen_random_uuid() as after, row_number() over (order by joined_at, id) as place from players
      where session_id = ${from} and (not kicked or banned) and withdrawn_at is null
    ), seated as (
      insert into players (id, session_id, nickname, nickname_key, avatar, kicked, banned, muted, absent, team, consented_at, address,
        token_hash, return_code_hash, joined_at)
      select after, ${to}, nickname, nickname_key, avatar, kicked, banned, muted, true, team, consented_at, address,
        token_hash, null, now() + place * interval '1 microsecond'
      from seats join players on players.id = before
      returning id
    )
    insert into seat_tokens (player_id, token_hash)
    select after, token_hash from seats join seated on seated.id = after join seat_tokens on player_id = before`);
  await tx.execute(sql`
    insert into remotes (session_id, name, "right", token_hash)
    select ${to}, name, "right", token_hash from remotes where session_id = ${from} and revoked_at is null`);
}

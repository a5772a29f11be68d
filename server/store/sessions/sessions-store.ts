import { randomInt } from "node:crypto";
import { and, desc, eq, inArray, isNull, type SQL, sql } from "drizzle-orm";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import { MODE_NAMES, MODES } from "../../../shared/round/modes.ts";
import { type Installation, MAIN_ARENA } from "../../ports/arena.ts";
import type { PromptPacks, SessionRecord, Sessions } from "../../ports/sessions.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { installation, promptPacks, sessions } from "../schema/sessions.ts";
import { hashToken, joinCodes, newToken } from "./credentials.ts";
import { whileHeld } from "./leases-store.ts";

const NO_CODE = "Too many join codes in a row were in use; finish some of the open sessions.";

export const sessionColumns = {
  id: sessions.id,
  code: sessions.code,
  arenaId: sessions.arenaId,
  arena: sql<string>`(select name from arenas where arenas.id = "sessions"."arena_id")`,
  settings: sessions.settings,
  teamLooks: sessions.teamLooks,
  createdAt: sessions.createdAt,
  finishedAt: sessions.finishedAt,
};

/**
 * A condition on sessions: a token is its host's, or a remote's with a host's right. Found by its hash: how long the index takes says
 * nothing about the token, whose hash nobody can steer.
 */
function hostedBy(hostToken: string): SQL {
  const hash = hashToken(hostToken);
  return sql`(${sessions.hostTokenHash} = ${hash} or exists (select from remotes
    where session_id = ${sessions.id} and token_hash = ${hash} and "right" = 'host' and revoked_at is null))`;
}

export function createSessionsStore(db: Db, random: (below: number) => number = randomInt): Sessions {
  const dropIns: Sessions["dropIns"] = async (settings, atLeast) => {
    const hostTokenHash = hashToken(newToken()); // nobody's: its hosts are remotes, by the host password
    for (const code of joinCodes(random)) {
      const open = await db
        .select({ shard: sessions.shard, session: sessionColumns })
        .from(sessions)
        .where(and(eq(sessions.dropIn, true), isNull(sessions.finishedAt)))
        .orderBy(sessions.shard);
      if (open.length >= atLeast) return open.map(({ session }) => session);
      const free = open.findIndex((one, i) => one.shard !== i + 1);
      const shard = (free === -1 ? open.length : free) + 1;
      const drawn = { code, arenaId: MAIN_ARENA, settings, hostTokenHash, dropIn: true, shard };
      await db.insert(sessions).values(drawn).onConflictDoNothing();
    }
    throw new Error(NO_CODE);
  };

  return {
    async create(settings, arenaId = MAIN_ARENA) {
      const hostToken = newToken();
      const hostTokenHash = hashToken(hostToken);
      for (const code of joinCodes(random)) {
        const [session] = await db
          .insert(sessions)
          .values({ code, arenaId, settings, hostTokenHash })
          .onConflictDoNothing()
          .returning(sessionColumns);
        if (session !== undefined) return { session, hostToken };
      }
      throw new Error(NO_CODE);
    },

    async dropIn(settings) {
      const [first] = await dropIns(settings, 1);
      return first!;
    },

    dropIns,

    async byCode(typed): Promise<SessionRecord | null> {
      const code = readJoinCode(typed);
      if (code === null) return null;
      const open = and(eq(sessions.code, code), isNull(sessions.finishedAt));
      const [session] = await db.select(sessionColumns).from(sessions).where(open);
      return session ?? null;
    },

    async named(arenaId, typed) {
      const name = isUuid(typed) ? eq(sessions.id, typed) : eq(sessions.code, typed.trim().toUpperCase());
      const [session] = await db
        .select(sessionColumns)
        .from(sessions)
        .where(and(eq(sessions.arenaId, arenaId), name))
        .orderBy(desc(sessions.createdAt))
        .limit(1);
      return session ?? null;
    },

    async isHost(sessionId, hostToken) {
      if (!isUuid(sessionId)) return false;
      const hosted = and(eq(sessions.id, sessionId), hostedBy(hostToken));
      return (await db.$count(sessions, hosted)) > 0;
    },

    async ofHost(typed, hostToken) {
      const code = readJoinCode(typed);
      if (code === null) return null;
      // A code may have been given to later sessions since.
      const hosted = and(eq(sessions.code, code), hostedBy(hostToken));
      const [session] = await db.select(sessionColumns).from(sessions).where(hosted).orderBy(desc(sessions.createdAt));
      return session ?? null;
    },

    async setPlaces(sessionId, maxPlayers) {
      const settings = sql`jsonb_set(${sessions.settings}, '{maxPlayers}', to_jsonb(${maxPlayers}::int))`;
      await db.update(sessions).set({ settings }).where(eq(sessions.id, sessionId));
    },

    async dressTeams(sessionId, teamLooks) {
      await db.update(sessions).set({ teamLooks }).where(eq(sessions.id, sessionId));
    },

    async finish(sessionId, hold) {
      const unfinished = and(eq(sessions.id, sessionId), isNull(sessions.finishedAt));
      await whileHeld(db, hold, (tx) => tx.update(sessions).set({ finishedAt: sql`now()` }).where(unfinished));
    },

    recent(limit) {
      const count = (from: string) =>
        sql<number>`(select count(*)::int from ${sql.raw(from)} where session_id = "sessions"."id")`;
      return db
        .select({
          ...sessionColumns,
          players: count("players"),
          votes: count("votes join rounds on rounds.id = votes.round_id"),
        })
        .from(sessions)
        .orderBy(desc(sessions.createdAt), desc(sessions.id))
        .limit(limit);
    },
  };
}

export function createInstallationStore(db: Db): Installation {
  return {
    async secret() {
      const [row] = await db.select({ secret: installation.secret }).from(installation);
      if (row === undefined)
        throw new Error("The table installation is empty. Put its row back: insert into installation default values");
      return row.secret;
    },
  };
}

/** Modes that deal models' answers. */
const dealingModes = sql.join(
  MODE_NAMES.filter((mode) => MODES[mode].deals !== "entries").map((mode) => sql`${mode}`),
  sql`, `,
);

const packColumns = { id: promptPacks.id, name: promptPacks.name, prompts: promptPacks.prompts };

export function createPromptPacksStore(db: Db): PromptPacks {
  return {
    async add({ name, prompts }) {
      const [pack] = await db
        .insert(promptPacks)
        .values({ name, prompts: [...prompts] })
        .returning(packColumns);
      if (pack === undefined) throw new Error("The pack was not stored");
      return pack;
    },

    async played(arenaId) {
      const open = db
        .select({ id: sql<string>`(${sessions.settings} ->> 'packId')::uuid` })
        .from(sessions)
        .where(
          sql`${sessions.arenaId} = ${arenaId} and ${sessions.finishedAt} is null and ${sessions.settings} ->> 'mode' in (${dealingModes})
            and ${sessions.createdAt} > now() - interval '1 day'`,
        );
      return db.select(packColumns).from(promptPacks).where(inArray(promptPacks.id, open)).orderBy(promptPacks.id);
    },

    async playedWithout(arenaId) {
      const recent = (at: SQL) => sql`${at} > now() - interval '30 minutes'`;
      const [open] = await db
        .select({ id: sessions.id })
        .from(sessions)
        .where(
          sql`${sessions.arenaId} = ${arenaId} and ${sessions.finishedAt} is null and ${sessions.settings} ->> 'mode' in (${dealingModes})
            and ${sessions.settings} ->> 'packId' is null and (
              (not ${sessions.dropIn} and ${recent(sql`${sessions.createdAt}`)})
              or exists (select from rounds where session_id = ${sessions.id} and ${recent(sql`opened_at`)}))`,
        )
        .limit(1);
      return open !== undefined;
    },

    async byId(id) {
      if (!isUuid(id)) return null;
      const [pack] = await db.select(packColumns).from(promptPacks).where(eq(promptPacks.id, id));
      return pack ?? null;
    },
  };
}

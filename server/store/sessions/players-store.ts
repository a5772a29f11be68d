import { and, asc, eq, type SQL, sql } from "drizzle-orm";
import type { PlayerDay, Players } from "../../ports/sessions.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { players } from "../schema/sessions.ts";
import { hashToken, newToken } from "./credentials.ts";

export const playerColumns = {
  id: players.id,
  sessionId: players.sessionId,
  nickname: players.nickname,
  avatar: players.avatar,
  score: players.score,
  team: players.team,
  kicked: players.kicked,
  banned: players.banned,
  withdrawn: sql<boolean>`${players.withdrawnAt} is not null`,
  muted: players.muted,
  absent: players.absent,
  address: players.address,
};

/**
 * "Ann", "ANN" and full-width "ＡＮＮ" are one nickname: Unicode's compatibility form, in lower case. So is "Ann" with a joiner or a
 * selector in it, which can't be seen: names may have them (Persian and emoji need them), but don't differ by them.
 */
export function nicknameKey(nickname: string): string {
  const folded = nickname.normalize("NFKC").toLowerCase().normalize("NFKC");
  return folded
    .replace(/\p{Default_Ignorable_Code_Point}/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

/**
 * A condition on players: a token is their seat's, the first one or a further one. Found by its hash: how long the index takes says
 * nothing about the token, whose hash nobody can steer.
 */
export function seatOf(token: string): SQL {
  const hash = hashToken(token);
  return sql`${players.id} in (select id from players where token_hash = ${hash}
    union all select player_id from seat_tokens where token_hash = ${hash})`;
}

export function createPlayersStore(db: Db): Players {
  async function isBanned(sessionId: string, nickname: string): Promise<boolean> {
    const named = and(eq(players.sessionId, sessionId), eq(players.nicknameKey, nicknameKey(nickname)));
    return (await db.$count(players, and(named, eq(players.banned, true)))) > 0;
  }

  return {
    async join({ sessionId, nickname, avatar, consented = false, address = null }) {
      const token = newToken();
      const [player] = await db
        .insert(players)
        .values({
          sessionId,
          nickname,
          nicknameKey: nicknameKey(nickname),
          avatar,
          tokenHash: hashToken(token),
          consentedAt: consented ? sql`now()` : null,
          address,
        })
        .onConflictDoNothing({
          target: [players.sessionId, players.nicknameKey],
          where: sql`not ${players.kicked} or ${players.banned}`,
        })
        .returning(playerColumns);
      if (player !== undefined) return { player, token };
      return (await isBanned(sessionId, nickname)) ? "banned" : "taken";
    },

    isBanned,

    async byToken(sessionId, token) {
      if (!isUuid(sessionId)) return null;
      const owned = and(eq(players.sessionId, sessionId), seatOf(token));
      const [player] = await db.select(playerColumns).from(players).where(owned);
      return player ?? null;
    },

    async days(playerId, limit) {
      const rows = await db.execute<PlayerDay & Record<string, unknown>>(sql`
        with judged as (
          select (cast_at at time zone 'UTC')::date as day,
            count(*) filter (where kind <> 'podium') + count(distinct votes.round_id) filter (where kind = 'podium') as judged
          from votes join pairs on pairs.id = votes.pair_id where votes.player_id = ${playerId} group by 1
        ), predicted as (
          select (made_at at time zone 'UTC')::date as day, count(*) as predictions, coalesce(sum(points), 0) as points
          from predictions where player_id = ${playerId} group by 1
        )
        select to_char(day, 'YYYY-MM-DD') as day, coalesce(judged, 0)::int as judged,
          coalesce(predictions, 0)::int as predictions, coalesce(points, 0)::float8 as points
        from judged full join predicted using (day)
        order by 1 desc limit ${limit}`);
      return [...rows];
    },

    async setAbsent(playerId, absent) {
      await db.update(players).set({ absent }).where(eq(players.id, playerId));
    },

    async setTeam(playerId, team) {
      await db.update(players).set({ team }).where(eq(players.id, playerId));
    },

    async kick(playerId) {
      await db.update(players).set({ kicked: true }).where(eq(players.id, playerId));
    },

    async ban(playerId) {
      await db.update(players).set({ kicked: true, banned: true }).where(eq(players.id, playerId));
    },

    async unban(playerId) {
      await db
        .update(players)
        .set({ kicked: false, banned: false })
        .where(and(eq(players.id, playerId), eq(players.banned, true)));
    },

    async mute(playerId, muted) {
      await db.update(players).set({ muted }).where(eq(players.id, playerId));
    },

    ofSession(sessionId) {
      const order = [asc(players.joinedAt), asc(players.id)];
      return db
        .select(playerColumns)
        .from(players)
        .where(eq(players.sessionId, sessionId))
        .orderBy(...order);
    },
  };
}

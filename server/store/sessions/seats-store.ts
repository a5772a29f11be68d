import { randomInt } from "node:crypto";
import { and, desc, eq, sql } from "drizzle-orm";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import type { Seats } from "../../ports/hosting.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { players, seatTokens, sessions } from "../schema/sessions.ts";
import { hashReturnCode, hashToken, newReturnCode, newToken, readReturnCode } from "./credentials.ts";
import { playerColumns, seatOf } from "./players-store.ts";
import { sessionColumns } from "./sessions-store.ts";
import { withdraw } from "./withdraw.ts";

/** Of how many games before a rematch the return codes still lead to it: each costs a slow hash. */
const GAMES_BACK = 4;

/** A session, and those that it is a rematch of, the newest first. */
async function gamesBefore(db: Db, sessionId: string): Promise<readonly string[]> {
  const games = await db.execute<{ id: string }>(sql`
    with recursive line as (
      select id, rematch_of, 0 as back from sessions where id = ${sessionId}
      union all
      select sessions.id, sessions.rematch_of, back + 1 from sessions join line on sessions.id = line.rematch_of
      where back < ${GAMES_BACK}
    )
    select id from line order by back`);
  return games.map(({ id }) => id);
}

export function createSeatsStore(db: Db, random: (below: number) => number = randomInt): Seats {
  return {
    async find(typed, token) {
      const code = readJoinCode(typed);
      if (code === null) return null;
      const [seat] = await db
        .select({ player: playerColumns, session: sessionColumns })
        .from(players)
        .innerJoin(sessions, eq(sessions.id, players.sessionId))
        .where(and(eq(sessions.code, code), seatOf(token)))
        .orderBy(desc(sessions.createdAt))
        .limit(1);
      return seat ?? null;
    },

    async newReturnCode(playerId) {
      const [player] = await db.select({ sessionId: players.sessionId }).from(players).where(eq(players.id, playerId));
      if (player === undefined) throw new Error(`There is no player ${playerId}`);
      const code = newReturnCode(random);
      const returnCodeHash = await hashReturnCode(code, player.sessionId);
      await db.update(players).set({ returnCodeHash }).where(eq(players.id, playerId));
      return code;
    },

    async comeBack(sessionId, typed) {
      const code = readReturnCode(typed);
      if (code === null || !isUuid(sessionId)) return null;
      for (const madeIn of await gamesBefore(db, sessionId)) {
        const made = await hashReturnCode(code, madeIn);
        const [player] = await db.execute<{ id: string }>(sql`
          select seat.id from players as earlier join players as seat on seat.token_hash = earlier.token_hash
          where earlier.session_id = ${madeIn} and earlier.return_code_hash = ${made} and seat.session_id = ${sessionId}
            and (seat.id = earlier.id or seat.return_code_hash is null)`);
        if (player === undefined) continue;
        const token = newToken();
        await db.insert(seatTokens).values({ playerId: player.id, tokenHash: hashToken(token) });
        return token;
      }
      return null;
    },

    withdraw: (playerId) => withdraw(db, playerId),
  };
}

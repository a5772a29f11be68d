import { randomInt } from "node:crypto";
import { and, desc, eq } from "drizzle-orm";
import { readJoinCode } from "../../../shared/protocol/join-code.ts";
import type { Seats } from "../../ports/hosting.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { players, seatTokens, sessions } from "../schema/sessions.ts";
import { hashReturnCode, hashToken, newReturnCode, newToken, readReturnCode } from "./credentials.ts";
import { playerColumns, seatOf } from "./players-store.ts";
import { sessionColumns } from "./sessions-store.ts";
import { withdraw } from "./withdraw.ts";

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
      const returnCodeHash = await hashReturnCode(code, sessionId);
      const led = and(eq(players.sessionId, sessionId), eq(players.returnCodeHash, returnCodeHash));
      const [player] = await db.select({ id: players.id }).from(players).where(led);
      if (player === undefined) return null;
      const token = newToken();
      await db.insert(seatTokens).values({ playerId: player.id, tokenHash: hashToken(token) });
      return token;
    },

    withdraw: (playerId) => withdraw(db, playerId),
  };
}

import { and, asc, eq, isNull, sql } from "drizzle-orm";
import type { Remotes } from "../../ports/hosting.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { remotes } from "../schema/sessions.ts";
import { hashToken, newToken } from "./credentials.ts";

const remoteColumns = { id: remotes.id, name: remotes.name, right: remotes.right, createdAt: remotes.createdAt };

export function createRemotesStore(db: Db): Remotes {
  return {
    async add({ sessionId, name, right }) {
      const token = newToken();
      const values = { sessionId, name, right, tokenHash: hashToken(token) };
      const [remote] = await db.insert(remotes).values(values).returning(remoteColumns);
      if (remote === undefined) throw new Error("The remote was not stored");
      return { remote, token };
    },

    async byToken(sessionId, token) {
      const owned = and(eq(remotes.sessionId, sessionId), eq(remotes.tokenHash, hashToken(token)));
      const [remote] = await db
        .select(remoteColumns)
        .from(remotes)
        .where(and(owned, isNull(remotes.revokedAt)));
      return remote ?? null;
    },

    ofSession(sessionId) {
      const inUse = and(eq(remotes.sessionId, sessionId), isNull(remotes.revokedAt));
      return db.select(remoteColumns).from(remotes).where(inUse).orderBy(asc(remotes.createdAt), asc(remotes.id));
    },

    async revoke(sessionId, remoteId) {
      if (!isUuid(remoteId)) return false;
      const one = and(eq(remotes.sessionId, sessionId), eq(remotes.id, remoteId));
      const revoked = await db.update(remotes).set({ revokedAt: sql`now()` }).where(one).returning({ id: remotes.id });
      return revoked.length > 0;
    },
  };
}

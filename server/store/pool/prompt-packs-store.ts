import { eq, inArray, sql } from "drizzle-orm";
import type { PromptPacks } from "../../ports/sessions.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { promptPacks, sessions } from "../schema/sessions.ts";

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
          sql`${sessions.arenaId} = ${arenaId} and ${sessions.finishedAt} is null and ${sessions.settings} ->> 'mode' = 'duel'
            and ${sessions.createdAt} > now() - interval '1 day'`,
        );
      return db.select(packColumns).from(promptPacks).where(inArray(promptPacks.id, open)).orderBy(promptPacks.id);
    },

    async byId(id) {
      if (!isUuid(id)) return null;
      const [pack] = await db.select(packColumns).from(promptPacks).where(eq(promptPacks.id, id));
      return pack ?? null;
    },
  };
}

import { eq } from "drizzle-orm";
import type { PromptPacks } from "../arena/ports.ts";
import type { Db } from "./connect.ts";
import { promptPacks } from "./schema/sessions.ts";
import { isUuid } from "./uuid.ts";

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

    async byId(id) {
      if (!isUuid(id)) return null;
      const [pack] = await db.select(packColumns).from(promptPacks).where(eq(promptPacks.id, id));
      return pack ?? null;
    },
  };
}

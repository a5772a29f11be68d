import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { Showcase } from "../../ports/pool.ts";
import { storable } from "../pool/add-pairs.ts";
import type { Db } from "../postgres/connect.ts";
import { responses } from "../schema/pool.ts";
import { prompts } from "../schema/rounds.ts";

/** Marks the wordings of prompts whose answers are for show: no pair has them, so nobody is ever asked to judge them. */
export const SHOWCASE_MARK = "lab:";

export function createShowcaseStore(db: Db): Showcase {
  const shown = sql`prompt_id in (select id from prompts where starts_with(name, ${SHOWCASE_MARK}))`;

  return {
    async add(arenaId, version, answers) {
      await db.transaction(async (tx) => {
        for (const { prompt, text, tokens } of answers) {
          const name = `${SHOWCASE_MARK}${prompt.id}`;
          const [saved] = await tx
            .insert(prompts)
            .values({ name, text: prompt.text })
            .onConflictDoUpdate({ target: [prompts.name, prompts.wording], set: { name } })
            .returning();
          if (saved === undefined) throw new Error(`Prompt ${name} was not stored`);
          const answer = { text: storable(text), tokens: [...tokens], arenaId, policyVersion: version };
          await tx.insert(responses).values({ ...answer, id: randomUUID(), promptId: saved.id });
        }
      });
    },

    async has(arenaId, version) {
      const [row] = await db.execute<{ found: boolean }>(sql`
        select exists (
          select from responses where arena_id = ${arenaId} and policy_version = ${version} and ${shown}
        ) as found`);
      return row?.found ?? false;
    },

    async of(arenaId, versions) {
      if (versions.length === 0) return [];
      const asked = sql.join(
        versions.map((version) => sql`${version}::int`),
        sql`, `,
      );
      const rows = await db.execute<{ prompt: string; version: number; text: string }>(sql`
        select distinct on (prompts.id, policy_version) prompts.text as prompt, policy_version as version, responses.text
        from responses join prompts on prompts.id = prompt_id
        where arena_id = ${arenaId} and policy_version in (${asked}) and ${shown}
        order by prompts.id, policy_version, created_at, responses.id`);
      return [...rows];
    },
  };
}

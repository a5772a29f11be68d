import { randomUUID } from "node:crypto";
import { sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import type { Showcase, ShownAnswer } from "../../ports/pool.ts";
import { storable } from "../pool/add-pairs.ts";
import { shownTextColumn } from "../pool/pair-records.ts";
import type { Db } from "../postgres/connect.ts";
import { responses } from "../schema/pool.ts";
import { prompts } from "../schema/rounds.ts";

/** Marks the wordings of prompts whose answers are for show: no pair has them, so nobody is ever asked to judge them. */
export const SHOWCASE_MARK = "lab:";

export function createShowcaseStore(db: Db): Showcase {
  const shown = sql`prompt_id in (select id from prompts where starts_with(name, ${SHOWCASE_MARK}))`;

  async function all(arenaId: ArenaId, versions: readonly number[]): Promise<readonly ShownAnswer[]> {
    if (versions.length === 0) return [];
    const asked = sql.join(
      versions.map((version) => sql`${version}::int`),
      sql`, `,
    );
    const rows = await db.execute<ShownAnswer & Record<string, unknown>>(sql`
      select prompts.text as prompt, policy_version as version, ${shownTextColumn("responses")} as text
      from responses join prompts on prompts.id = prompt_id
      where arena_id = ${arenaId} and policy_version in (${asked}) and ${shown}
      order by prompts.id, policy_version, created_at, responses.id`);
    return [...rows];
  }

  return {
    async add(arenaId, version, answers) {
      await db.transaction(async (tx) => {
        for (const [i, { prompt, text, tokens, ended }] of answers.entries()) {
          const name = `${SHOWCASE_MARK}${prompt.id}`;
          const [saved] = await tx
            .insert(prompts)
            .values({ name, text: prompt.text })
            .onConflictDoUpdate({ target: [prompts.name, prompts.wording], set: { name } })
            .returning();
          if (saved === undefined) throw new Error(`Prompt ${name} was not stored`);
          const createdAt = sql`now() + ${i} * interval '1 microsecond'`; // in the order of the draws
          const answer = {
            text: storable(text),
            tokens: [...tokens],
            ended,
            arenaId,
            policyVersion: version,
            createdAt,
          };
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
      const first = new Map<string, ShownAnswer>();
      for (const answer of await all(arenaId, versions)) {
        const key = JSON.stringify([answer.prompt, answer.version]);
        if (!first.has(key)) first.set(key, answer);
      }
      return [...first.values()];
    },

    all,
  };
}

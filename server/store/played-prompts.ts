import { type SQL, sql } from "drizzle-orm";

/** Prompts of packs are named `pack:ID:NUMBER`; those that every session may be dealt are not. */
const ofNoPack = sql`prompts.name not like 'pack:%'`;

/** Whether a prompt, its id as SQL, belongs to no pack. */
export const isOfNoPack = (promptId: SQL): SQL =>
  sql`exists (select from prompts where prompts.id = ${promptId} and ${ofNoPack})`;

/** Whether a prompt belongs to a pack; to none where that is null. */
export const isOfPack = (promptId: SQL, packId: SQL): SQL => sql`exists (
  select from prompts where prompts.id = ${promptId} and
    case when ${packId} is null then ${ofNoPack} else starts_with(prompts.name, 'pack:' || ${packId} || ':') end)`;

/** Whether a round's session plays a prompt: one of its pack, or where it has none, one of no pack. */
export const isPlayedIn = (promptId: SQL, roundId: string): SQL =>
  isOfPack(
    promptId,
    sql`(select settings ->> 'packId' from sessions where id = (select session_id from rounds where id = ${roundId}))`,
  );

import { sql } from "drizzle-orm";
import type { ArenaId } from "../../ports/arena.ts";
import { SHOWCASE_MARK } from "../learning/showcase-store.ts";
import type { Db } from "../postgres/connect.ts";
import { isOfNoPack } from "./session-prompts.ts";

/** Pairs that a new arena is given, at most: enough for the rounds until its own trainer has made others. */
const PAIRS = { rapid: 192, showdown: 48 } as const;

/**
 * Gives an arena the starting model of another, with copies of its pairs and of what the lab shows, so that it can be played before the
 * trainer comes to it. Rewards aren't copied, since they are the other arena's opinion. To be called inside a transaction.
 * @returns false while the other has no version 0
 */
export async function copyStart(tx: Pick<Db, "execute">, from: ArenaId, to: ArenaId): Promise<boolean> {
  const copied = await tx.execute(sql`
    insert into policies (arena_id, version, status, folder, metrics, comparison_id, promoted_at)
    select ${to}::int, 0, 'promoted', folder, metrics, 0, now() from policies
    where arena_id = ${from} and version = 0 and status = 'promoted'
    returning version`);
  if (copied.length === 0) return false;
  await tx.execute(sql`
    insert into responses (id, arena_id, policy_version, prompt_id, text, tokens, ended)
    select gen_random_uuid(), ${to}::int, 0, prompt_id, responses.text, tokens, ended
    from responses join prompts on prompts.id = prompt_id
    where arena_id = ${from} and policy_version = 0 and hidden_at is null and starts_with(name, ${SHOWCASE_MARK})`);
  await tx.execute(sql`
    with own as (
      select pairs.id, kind, pairs.prompt_id, a, b, priority,
        row_number() over (partition by kind order by priority desc, pairs.id) as place
      from pairs join responses x on x.id = a join responses y on y.id = b
      where pairs.arena_id = ${from} and version = 0 and kind in ('rapid', 'showdown') and copy_of is null and repeat_of is null
        and x.policy_version = 0 and y.policy_version = 0 and x.hidden_at is null and y.hidden_at is null
        and ${isOfNoPack(sql`pairs.prompt_id`)}
    ), chosen as materialized (
      select * from own
      where (kind = 'rapid' and place <= ${PAIRS.rapid}) or (kind = 'showdown' and place <= ${PAIRS.showdown})
    ), answers as materialized (
      select id, gen_random_uuid() as copy
      from (select distinct unnest(array[a, b]) as id from chosen) as used
    ), stored as (
      insert into responses (id, arena_id, policy_version, prompt_id, text, tokens, ended)
      select copy, ${to}::int, 0, prompt_id, text, tokens, ended from answers join responses using (id)
    )
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority)
    select ${to}::int, kind, prompt_id, x.copy, y.copy, 0, priority
    from chosen join answers x on x.id = a join answers y on y.id = b`);
  return true;
}

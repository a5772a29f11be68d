import { type SQL, sql } from "drizzle-orm";
import type { Entry } from "../../../shared/round/state.ts";
import type { AnswerIds, Entries } from "../../ports/rounds.ts";
import { judgedEntries } from "../learning/demonstrations-store.ts";
import { type Db, isUuid } from "../postgres/connect.ts";
import { savePrompts } from "./add-pairs.ts";
import { readPairs, showdownOf } from "./pair-records.ts";
import { recentAnswers, usedPrompts } from "./session-prompts.ts";

type Prompt = { id: string; text: string };

export function createEntriesStore(db: Db): Entries {
  return {
    drawPrompt: ({ arenaId, roundId, pack }) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select from rounds where id = ${roundId} for update`);
        const [known] = await tx.execute<Prompt>(sql`
          select prompts.id, text from rounds join prompts on prompts.id = prompt_id where rounds.id = ${roundId}`);
        if (known !== undefined) return known;
        const saved = pack === null ? null : await savePrompts(tx, pack);
        const candidates =
          saved === null
            ? sql`select distinct prompt_id as id from (${recentAnswers(sql`${arenaId}::int`)}) as recent
                where policy_version = (select max(version) from policies where arena_id = ${arenaId} and status = 'promoted')`
            : sql`select unnest(${uuids((pack ?? []).map(saved))}) as id`;
        const [drawn] = await tx.execute<Prompt>(sql`
          with drawn as (
            select prompts.id, text from prompts join (${candidates}) as candidates on candidates.id = prompts.id
            order by prompts.id in (${usedPrompts(roundId)}), random() limit 1
          ), remembered as (
            update rounds set prompt_id = drawn.id from drawn where rounds.id = ${roundId}
          )
          select id, text from drawn`);
        return drawn ?? null;
      }),

    async write({ roundId, playerId, text, held = false }) {
      const written = await db.execute(sql`
        insert into responses (id, arena_id, prompt_id, author_id, round_id, text, tokens, hidden_at)
        select gen_random_uuid(), sessions.arena_id, rounds.prompt_id, players.id, rounds.id, ${text}, '{}',
          ${held ? sql`now()` : sql`null::timestamptz`}
        from rounds join sessions on sessions.id = rounds.session_id
        join players on players.session_id = sessions.id and not players.kicked
        where rounds.id = ${roundId} and players.id = ${playerId} and rounds.prompt_id is not null and closed_at is null
        on conflict (round_id, author_id) do nothing
        returning id`);
      if (written.length > 0) return "accepted";
      const earlier = await db.execute(
        sql`select from responses where round_id = ${roundId} and author_id = ${playerId}`,
      );
      return earlier.length > 0 ? "duplicate" : "unknown";
    },

    async written(roundId) {
      const rows = await db.execute<{ id: string; text: string; held: boolean }>(sql`
        select id, text, hidden_at is not null as held from responses
        where round_id = ${roundId} and author_id is not null order by created_at, id`);
      return [...rows];
    },

    async approve({ roundId, answerId, approved }) {
      if (!isUuid(answerId)) return false;
      const changed = await db.execute(sql`
        update responses set hidden_at = ${approved ? sql`null` : sql`now()`}
        where id = ${answerId} and round_id = ${roundId} and author_id is not null returning id`);
      return changed.length > 0;
    },

    async answers(roundId, ofPolicies) {
      const rows = await db.execute<{ id: string; writer: string; text: string }>(sql`
        with round as (
          select rounds.id, prompt_id, arena_id from rounds join sessions on sessions.id = session_id where rounds.id = ${roundId}
        ), written as (
          select responses.id, author_id::text as writer, text from responses
          where round_id = ${roundId} and hidden_at is null order by created_at, id
        ), of_policies as (
          select distinct on (text) recent.id, text, policy_version
          from round cross join lateral (${recentAnswers(sql`round.arena_id`)}) as recent
          where recent.prompt_id = round.prompt_id
          order by text, policy_version desc
        )
        select id, writer, text from written
        union all
        (select id, '', text from of_policies order by policy_version desc, random() limit ${ofPolicies})`);
      return [...rows];
    },

    pair: ({ roundId, pairs, showdown }) =>
      db.transaction(async (tx) => {
        await tx.execute(sql`select from rounds where id = ${roundId} for update`);
        const known = await readPairs(tx, showdownOf(roundId));
        if (known.length > 0) return known[0]!;
        await insertPairs(tx, roundId, "showdown", [showdown]);
        if (pairs.length > 0) await insertPairs(tx, roundId, "bot", pairs);
        return (await readPairs(tx, showdownOf(roundId)))[0] ?? null;
      }),

    showdown: async (roundId) => (await readPairs(db, showdownOf(roundId)))[0] ?? null,

    deal({ roundId, playerId, count, held }) {
      const open = sql`
        select *, row_number() over (order by (select count(*) from votes where pair_id = pairs.id), random()) as place
        from pairs
        where round_id = ${roundId} and kind = 'bot' and not pairs.id = any(${uuids(held)})
          and not exists (
            select from responses where id in (pairs.a, pairs.b) and (author_id = ${playerId} or hidden_at is not null))
          and not exists (select from votes where pair_id = pairs.id and player_id = ${playerId})
          and not exists (select from abstentions where pair_id = pairs.id and player_id = ${playerId})
        order by place limit ${count}`;
      return readPairs(db, open, sql`dealt.place`);
    },

    async judged(roundId) {
      const rows = await db.execute<Entry & Record<string, unknown>>(judgedEntries(roundId));
      return [...rows];
    },
  };
}

/** The version of a pair between players' answers is the round's: there has to be one. */
async function insertPairs(
  db: Pick<Db, "execute">,
  roundId: string,
  kind: "bot" | "showdown",
  pairs: readonly AnswerIds[],
): Promise<void> {
  await db.execute(sql`
    insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, dealt_at)
    select x.arena_id, ${kind}::pair_kind, x.prompt_id, x.id, y.id,
      coalesce(greatest(x.policy_version, y.policy_version), rounds.policy_version), 0, rounds.id, now()
    from jsonb_to_recordset(${JSON.stringify(pairs)}::text::jsonb) as given(a uuid, b uuid)
    join responses x on x.id = given.a join responses y on y.id = given.b and y.prompt_id = x.prompt_id
    join rounds on rounds.id = ${roundId} and rounds.prompt_id = x.prompt_id`);
}

function uuids(ids: readonly string[]): SQL {
  const known = ids.filter(isUuid).map((id) => sql`${id}::uuid`);
  return sql`array[${sql.join(known, sql`, `)}]::uuid[]`;
}

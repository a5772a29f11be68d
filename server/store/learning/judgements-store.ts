import { sql } from "drizzle-orm";
import { pauseReason } from "../../../shared/protocol/pause-reasons.ts";
import { type Criterion, QUESTIONS, questionOf } from "../../../shared/round/settings.ts";
import type { Judgements } from "../../ports/external.ts";
import { notify } from "../postgres/bus.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { type AddressVotes, heldToShares, readVotes } from "../votes/read-votes.ts";

/** Policies' answers that may be shown: what players wrote stays inside the arena. */
const judgeable = sql`x.author_id is null and y.author_id is null and x.hidden_at is null and y.hidden_at is null
  and x.policy_version is not null and y.policy_version is not null and x.text <> y.text`;
/** People's comparisons that were made here, each opinion once. */
const people = sql`pairs.kind <> 'imported' and pairs.repeat_of is null`;

export function createJudgementsStore(db: Db): Judgements {
  return {
    async candidates({ arenaId, judge, shared, fresh, except }) {
      const open = sql`${judgeable} and not exists (
          select from ai_comparisons where pair_id = pairs.id and judge = ${judge})
        and pairs.id <> all(${`{${except.join(",")}}`}::uuid[])`;
      const texts = sql`prompts.text as prompt, x.text as a, y.text as b,
        coalesce(sessions.settings ->> 'criterion', 'overall') as criterion, coalesce(sessions.settings ->> 'question', '') as question`;
      const joined = sql`
        join prompts on prompts.id = pairs.prompt_id
        join responses x on x.id = pairs.a
        join responses y on y.id = pairs.b`;
      type Row = { id: string; prompt: string; a: string; b: string; criterion: Criterion; question: string };
      const rows = await db.execute<Row>(sql`
        (select pairs.id, ${texts}
        from comparisons join pairs on pairs.id = comparisons.pair_id ${joined}
        left join rounds on rounds.id = comparisons.round_id
        left join sessions on sessions.id = rounds.session_id
        where comparisons.arena_id = ${arenaId} and ${people} and ${open}
        order by comparisons.id desc limit ${shared})
        union all
        (select pairs.id, ${texts}
        from pairs ${joined}
        left join lateral (
          select settings from sessions where arena_id = ${arenaId} order by created_at desc limit 1) as sessions on true
        where pairs.arena_id = ${arenaId} and pairs.kind = 'rapid' and pairs.round_id is null and ${open}
          and pairs.version = (
            select max(version) from policies where arena_id = ${arenaId} and status = 'promoted')
        order by random() limit ${fresh})`);
      return rows.map((row) => ({ ...row, question: questionOf(row, (criterion) => QUESTIONS[criterion]) }));
    },

    async add(arenaId, judge, opinions) {
      if (opinions.length === 0) return;
      const rows = JSON.stringify(opinions);
      await db.transaction(async (tx) => {
        await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.comparisons}, ${arenaId})`);
        await tx.execute(sql`
          insert into ai_comparisons (arena_id, pair_id, judge, label, orders_agree, criterion)
          select ${arenaId}::int, "pairId", ${judge}, share, "ordersAgree", criterion
          from jsonb_to_recordset(${rows}::text::jsonb) as v("pairId" uuid, share float8, "ordersAgree" bool, criterion text)
          on conflict do nothing`);
        await notify(tx, { type: "ai_judged", arenaId });
      });
    },

    async after(arenaId, judge, afterId, limit) {
      type Row = Awaited<ReturnType<Judgements["after"]>>[number];
      const rows = await db.execute<{ [Name in keyof Row]: Row[Name] }>(sql`
        select ai_comparisons.id::int as id, prompts.name as "promptId", prompts.text as prompt, label,
          ai_comparisons.criterion,
          x.tokens as a, y.tokens as b
        from ai_comparisons
        join pairs on pairs.id = ai_comparisons.pair_id
        join prompts on prompts.id = pairs.prompt_id
        join responses x on x.id = pairs.a
        join responses y on y.id = pairs.b
        where ai_comparisons.arena_id = ${arenaId} and judge = ${judge} and ai_comparisons.id > ${afterId}
        order by ai_comparisons.id limit ${limit}`);
      return [...rows];
    },

    async work(arenaId, judge) {
      const [row] = await db.execute<Record<string, number>>(sql`
        select count(*)::int as labels, count(orders_agree)::int as "ordersAsked",
          count(*) filter (where orders_agree)::int as "ordersAgreed", count(c.id)::int as "sharedLabels",
          (select count(*)::int from comparisons join pairs on pairs.id = pair_id
            where comparisons.arena_id = ${arenaId} and ${people}) as people
        from ai_comparisons ai
        left join comparisons c on c.pair_id = ai.pair_id
        where ai.arena_id = ${arenaId} and ai.judge = ${judge}`);
      const judgedToo = sql`exists (select from ai_comparisons where ai_comparisons.pair_id = pairs.id and judge = ${judge})`;
      const agreements = await db.execute<{ [Name in keyof AddressVotes]: AddressVotes[Name] }>(sql`
        select address, count(*)::int as votes, avg(case when (ai.label > 0.5) = (said.label > 0.5) then 1.0 else 0.0 end)::float8 as label
        from (${readVotes(arenaId, judgedToo)}) as said
        join ai_comparisons ai on ai.pair_id = said.pair_id and ai.judge = ${judge}
        where said.label <> 0.5 and ai.label <> 0.5 group by address`);
      const [shared = { votes: 0, label: 0 }] = heldToShares(agreements, () => "all");
      const count = (name: string) => row?.[name] ?? 0;
      return {
        people: count("people"),
        labels: count("labels"),
        ordersAsked: count("ordersAsked"),
        ordersAgreed: count("ordersAgreed"),
        sharedLabels: count("sharedLabels"),
        sharedPairs: shared.votes,
        agreed: shared.votes * shared.label,
      };
    },

    async setState(arenaId, { judge, share, paused, pausedUntil, calls, tokens }) {
      await db.transaction(async (tx) => {
        await tx.execute(sql`
          insert into ai_judges (arena_id, judge, share, paused, paused_until, calls, tokens)
          values (${arenaId}, ${judge}, ${share}, ${paused}, ${pausedUntil?.toISOString() ?? null}, ${calls}, ${tokens})
          on conflict (arena_id) do update set judge = excluded.judge, share = excluded.share, paused = excluded.paused,
            paused_until = excluded.paused_until, calls = excluded.calls, tokens = excluded.tokens, at = now()`);
        await notify(tx, { type: "ai_judged", arenaId });
      });
    },

    async state(arenaId) {
      type Row = {
        judge: string;
        share: number;
        paused: string | null;
        until: string | null;
        calls: number;
        tokens: string;
      };
      const [row] = await db.execute<Row & Record<string, unknown>>(sql`
        select judge, share, paused, paused_until as until, calls, tokens from ai_judges where arena_id = ${arenaId}`);
      if (row === undefined) return null;
      const { judge, share, paused, until, calls, tokens } = row;
      return {
        judge,
        share,
        paused: paused === null ? null : pauseReason(paused),
        pausedUntil: until === null ? null : new Date(until),
        calls,
        tokens: Number(tokens),
      };
    },
  };
}

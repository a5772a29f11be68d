import { sql } from "drizzle-orm";
import { pauseReason } from "../../../shared/protocol/pause-reasons.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { ExternalModelState, ExternalModels } from "../../ports/external.ts";
import { storable } from "../pool/add-pairs.ts";
import { newestPairs, pairExternalModel } from "../pool/pair-external-model.ts";
import { notify } from "../postgres/bus.ts";
import type { Db } from "../postgres/connect.ts";
import { type AddressVotes, heldToShares, readVotes } from "../votes/read-votes.ts";

export function createExternalModelsStore(db: Db): ExternalModels {
  return {
    async list(arenaId) {
      type Row = Omit<ExternalModelState, "paused" | "pausedUntil" | "tokens"> & {
        paused: string | null;
        id: number;
        answers: number;
        until: string | null;
        tokens: string;
      };
      const rows = await db.execute<Row & Record<string, unknown>>(sql`
        select id, name, share, paused, paused_until as until, calls, tokens, unusable,
          (select count(*)::int from responses where contestant_id = contestants.id) as answers
        from contestants where arena_id = ${arenaId} order by name`);
      return rows.map(({ paused, until, tokens, ...row }) => ({
        ...row,
        paused: paused === null ? null : pauseReason(paused),
        pausedUntil: until === null ? null : new Date(until),
        tokens: Number(tokens),
      }));
    },

    setState(arenaId, { name, share, paused, pausedUntil, calls, tokens, unusable }) {
      return db.transaction(async (tx) => {
        const [row] = await tx.execute<{ id: number }>(sql`
          insert into contestants (arena_id, name, share, paused, paused_until, calls, tokens, unusable)
          values (${arenaId}, ${name}, ${share}, ${paused}, ${pausedUntil?.toISOString() ?? null}, ${calls}, ${tokens}, ${unusable})
          on conflict (arena_id, name) do update set share = excluded.share, paused = excluded.paused,
            paused_until = excluded.paused_until, calls = excluded.calls, tokens = excluded.tokens,
            unusable = excluded.unusable, at = now()
          returning id`);
        if (row === undefined) throw new Error(`The external model ${name} was not stored`);
        await notify(tx, { type: "contestants", arenaId });
        return row.id;
      });
    },

    async promptsFor({ arenaId, externalModelId, count, except }) {
      const rows = await db.execute<{ id: string; text: string }>(sql`
        select prompts.id, prompts.text from prompts
        where id in (select prompt_id from (${newestPairs(arenaId)}) as dealt where kind in ('rapid', 'showdown'))
          and id <> all(${`{${except.join(",")}}`}::uuid[])
        order by (select count(*) from responses where contestant_id = ${externalModelId} and prompt_id = prompts.id), random()
        limit ${count}`);
      return [...rows];
    },

    async answer(arenaId, externalModelId, { promptId, text }) {
      await db.execute(sql`
        insert into responses (id, arena_id, contestant_id, prompt_id, text, tokens)
        values (gen_random_uuid(), ${arenaId}, ${externalModelId}, ${promptId}, ${storable(text)}, '{}')`);
    },

    pair: (wanted) => pairExternalModel(db, wanted),

    async matchups(arenaId) {
      type Row = Awaited<ReturnType<ExternalModels["matchups"]>>[number] & AddressVotes & { root: string };
      const rows = await db.execute<{ [Name in keyof Row]: Row[Name] }>(sql`
        select root, address, own.contestant_id as "externalModelId", rivals.policy_version as version,
          sum(votes * label) / sum(votes) as label, sum(votes)::int as votes
        from (${judged(arenaId)}) as side
        join responses own on own.id = side.own join responses rivals on rivals.id = side.rival
        group by root, address, 3, 4 order by min(side.id)`);
      const matchups = heldToShares(rows, ({ root, externalModelId, version }) =>
        [root, externalModelId, version].join(" "),
      );
      return matchups.map(({ root: _root, ...matchup }) => matchup);
    },

    async winners(arenaId) {
      type Row = AddressVotes & { own: string; prompt: string; text: string };
      const rows = await db.execute<{ [Name in keyof Row]: Row[Name] }>(sql`
        select own.id as own, address, prompts.text as prompt, own.text,
          sum(votes * label) / sum(votes) as label, sum(votes)::int as votes
        from (${judged(arenaId)}) as side
        join responses own on own.id = side.own join prompts on prompts.id = own.prompt_id
        where own.hidden_at is null and side.both_bad < 0.5
        group by own.id, address, prompts.text
        order by own.created_at, own.id`);
      return heldToShares(rows, ({ own }) => own).flatMap(({ prompt, text, label }) =>
        label > 0.5 ? [{ prompt, text }] : [],
      );
    },
  };
}

/** Comparisons of external models' answers with policies', seen from the external model's side; copies of a pair belong to it. */
function judged(arenaId: ArenaId) {
  return sql`
    select judged.id, root, address, sides.own, sides.rival, sides.label, both_bad, votes
    from (${readVotes(arenaId, sql`true`)}) as judged
    cross join lateral (values (judged.a, judged.b, label), (judged.b, judged.a, 1 - label)) as sides(own, rival, label)
    where exists (select from responses where id = sides.own and contestant_id is not null)
      and exists (select from responses where id = sides.rival and policy_version is not null)`;
}

import type postgres from "postgres";
import type {
  CastVote,
  ComparedTexts,
  Completion,
  DatasetScope,
  DatasetSource,
  Datasets,
} from "../../ports/results.ts";
import { importPreferences } from "./import-preferences.ts";

const PAGE = 1_000;

/**
 * Cursors in a read-only transaction, which only the driver has: Postgres holds the result, and a page at a time comes over, so a million comparisons take no
 * more memory than a thousand.
 */
export function createDatasetsStore(sql: postgres.Sql): Datasets {
  return {
    async read(scope, use) {
      await sql.begin("isolation level repeatable read read only", (tx) => use(datasetSource(tx, scope)));
    },
    add: (imported) => importPreferences(sql, imported),
  };
}

function datasetSource(tx: postgres.TransactionSql, { arenaId, sessionId }: DatasetScope): DatasetSource {
  const inScope = tx`sessions.arena_id = ${arenaId} and (${sessionId}::uuid is null or sessions.id = ${sessionId}::uuid)`;
  const fromPairs = tx`
    join rounds on rounds.id = pairs.round_id
    join sessions on sessions.id = rounds.session_id
    join prompts on prompts.id = pairs.prompt_id
    join responses x on x.id = pairs.a
    join responses y on y.id = pairs.b`;
  // Of a public session only what everybody concerned has agreed to; nobody is let in there without, so this leaves out what should not be.
  const agreed = tx`(not sessions.drop_in or not exists (
      select from votes join players on players.id = votes.player_id
      where votes.pair_id = pairs.id and consented_at is null)
    and not exists (select from players where id in (x.author_id, y.author_id) and consented_at is null))`;
  // A host may play along, and until a round's reveal nobody is to know who wrote what.
  const usable = tx`${inScope} and rounds.closed_at is not null and ${agreed} and pairs.repeat_of is null and x.hidden_at is null and y.hidden_at is null and x.text <> y.text`;

  return {
    comparisons: () =>
      tx<ComparedTexts[]>`
        select prompts.text as prompt, x.text as a, y.text as b, label, both_bad as "bothBad"
        from comparisons join pairs on pairs.id = comparisons.pair_id ${fromPairs}
        where ${usable} order by comparisons.id`.cursor(PAGE),

    winners: () =>
      tx<Completion[]>`
        with fared as (
          select side.response, min(comparisons.id) as first, sum(votes * side.share) / sum(votes) as share
          from comparisons join pairs on pairs.id = comparisons.pair_id ${fromPairs}
          cross join lateral (values (pairs.a, label), (pairs.b, 1 - label)) as side(response, share)
          where ${usable} and both_bad < 0.5
          group by side.response
        )
        select prompts.text as prompt, responses.text as completion
        from fared
        join responses on responses.id = fared.response
        join prompts on prompts.id = responses.prompt_id
        where share > 0.5 or exists (select from demonstrations where response_id = responses.id)
        order by first, share desc, responses.id`.cursor(PAGE),

    votes: () =>
      tx<CastVote[]>`
        select pairs.id as "pairId", votes.player_id as "playerId", prompts.text as prompt, x.text as a, y.text as b,
          x.policy_version as "versionA", y.policy_version as "versionB",
          (select name from contestants where id = x.contestant_id) as "externalModelA",
          (select name from contestants where id = y.contestant_id) as "externalModelB", verdict,
          extract(epoch from cast_at)::float8 as "castAt"
        from votes join pairs on pairs.id = votes.pair_id ${fromPairs}
        where ${usable} order by cast_at, votes.id`.cursor(PAGE),
  };
}

import { type SQL, sql } from "drizzle-orm";
import type {
  FinalePairResult,
  IdenticalResult,
  PlayerResult,
  QuestionResult,
  RoundResult,
  ThenAndNowResult,
  VoteResult,
  VoteUse,
} from "../../../shared/protocol/results.ts";
import { identicalBallots, type SharedBallot } from "../../../shared/round/votes/identical-ballots.ts";
import type { Results } from "../../ports/results.ts";
import { shownTextColumn } from "../pool/pair-records.ts";
import type { Db } from "../postgres/connect.ts";
import { tooFast, verdictLabel } from "../votes/read-votes.ts";

const PAGE = 5_000;
/** Characters of a hashed address that are shown: two of a thousand addresses look the same once in thirty-four times. */
const ADDRESS_CODE = 6;

const isoTime = (column: SQL) => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"')`;

export function createResultsStore(db: Db): Results {
  return {
    async ofSession({ id, code, settings, createdAt, finishedAt }) {
      const [players, votes, identical, rounds, questions, openRounds, finale, thenAndNow] = await Promise.all([
        playerResults(db, id),
        voteUse(db, id),
        identicalResults(db, id),
        roundResults(db, id),
        questionResults(db, id),
        openRoundsOf(db, id),
        finaleResults(db, id),
        thenAndNowResult(db, id),
      ]);
      const { title, criterion, question } = settings;
      const times = { createdAt: createdAt.toISOString(), finishedAt: finishedAt?.toISOString() ?? null };
      const tables = { players, votes, identical, rounds, questions };
      return { code, title, criterion, question, ...times, openRounds, ...tables, finale, thenAndNow };
    },

    async *votes(sessionId) {
      let after = { at: "-infinity", id: "00000000-0000-0000-0000-000000000000" };
      for (;;) {
        const rows = await votesAfter(db, sessionId, after);
        const last = rows.at(-1);
        if (last === undefined) return;
        yield rows.map(({ at: _at, id: _id, ...vote }) => vote);
        if (rows.length < PAGE) return;
        after = last;
      }
    },

    finale: (sessionId) => finaleResults(db, sessionId),
  };
}

/** The closed rounds alone: a host who plays along may know nothing yet of the others. */
const closedOf = (sessionId: string) => sql`rounds.session_id = ${sessionId} and rounds.closed_at is not null`;

async function openRoundsOf(db: Db, sessionId: string): Promise<number> {
  const [row] = await db.execute<{ open: number }>(
    sql`select count(*)::int as open from rounds where session_id = ${sessionId} and closed_at is null`,
  );
  return row?.open ?? 0;
}

/** A session's votes with what their pairs show, `too_fast` where nobody can have read it. */
const timedVotes = (sessionId: string): SQL => sql`
  select votes.player_id, votes.decision_ms, rounds.closed_at is null as waiting,
    ${tooFast(sql`votes.measured_ms`, sql`prompts.text`, sql`response_a.text`, sql`response_b.text`)} as too_fast
  from votes
  join rounds on rounds.id = votes.round_id
  join pairs on pairs.id = votes.pair_id
  join prompts on prompts.id = pairs.prompt_id
  join responses response_a on response_a.id = pairs.a
  join responses response_b on response_b.id = pairs.b
  where rounds.session_id = ${sessionId}`;

async function voteUse(db: Db, sessionId: string): Promise<VoteUse> {
  const rows = await db.execute<VoteUse & Record<string, unknown>>(sql`
    select count(*)::int as cast, count(*) filter (where not too_fast and not waiting)::int as counted,
      count(*) filter (where too_fast)::int as "tooFast", count(*) filter (where waiting and not too_fast)::int as waiting
    from (${timedVotes(sessionId)}) as timed`);
  return rows[0]!;
}

/**
 * Players whose verdicts are the same on what several of them judged. A verdict on a pair is the answer that it names, whatever side that
 * was on; a ranking is compared as a whole.
 */
async function identicalResults(db: Db, sessionId: string): Promise<IdenticalResult[]> {
  const ballots = await db.execute<SharedBallot & { nickname: string } & Record<string, unknown>>(sql`
    with ballots as (
      select votes.player_id, case when kind = 'podium' then pairs.round_id else coalesce(copy_of, pairs.id) end as judged,
        string_agg(case verdict when 'a' then a::text when 'b' then b::text else verdict::text end, ' ' order by pairs.id) as verdict
      from votes join rounds on rounds.id = votes.round_id join pairs on pairs.id = votes.pair_id
      where ${closedOf(sessionId)} and repeat_of is null
      group by 1, 2
    ), shared as (select *, count(*) over (partition by judged) as judges from ballots)
    select players.id as "playerId", nickname, judged as "on", verdict
    from shared join players on players.id = player_id
    where judges > 1 order by joined_at, players.id`);
  const nicknames = new Map(ballots.map(({ playerId, nickname }) => [playerId, nickname]));
  return identicalBallots(ballots).map(({ playerIds, ...group }) => ({
    nicknames: playerIds.map((playerId) => nicknames.get(playerId)!),
    ...group,
  }));
}

async function playerResults(db: Db, sessionId: string): Promise<PlayerResult[]> {
  const rows = await db.execute<PlayerResult & Record<string, unknown>>(sql`
    with cast_votes as (
      select player_id, count(*)::int as votes, count(*) filter (where too_fast)::int as "tooFast",
        percentile_cont(0.5) within group (order by decision_ms) / 1000 as "medianSeconds"
      from (${timedVotes(sessionId)}) as timed where not waiting group by player_id
    ), guesses as (
      select player_id, count(*)::int as predictions, avg(points) as "meanPoints"
      from predictions join rounds on rounds.id = round_id where ${closedOf(sessionId)} group by player_id
    ), again as (
      -- A repeated pair has its sides swapped.
      select first.player_id, avg(case
        when second.verdict = case first.verdict when 'a' then 'b' when 'b' then 'a' else first.verdict end
        then 1.0 else 0.0 end)::float8 as consistency
      from pairs join rounds on rounds.id = pairs.round_id
      join votes second on second.pair_id = pairs.id
      join votes first on first.pair_id = pairs.repeat_of and first.player_id = second.player_id
      where ${closedOf(sessionId)} group by first.player_id
    )
    select nickname, team, coalesce((select team_looks -> (players.team - 1) ->> 'name' from sessions
        where sessions.id = players.session_id and players.team > 0), '') as "teamName", score, case when not kicked or withdrawn_at is not null then
        1 + (select count(*)::int from players other
          where other.session_id = players.session_id and (not other.kicked or other.withdrawn_at is not null) and not other.absent
            and other.score > players.score)
      end as rank,
      coalesce(votes, 0) as votes, coalesce(predictions, 0) as predictions, "meanPoints", "medianSeconds", consistency,
      case when raters.player_id is not null then json_build_object('share', reliability, 'low', low, 'high', high,
        'agreement', eta, 'weight', weight, 'repeats', repeats, 'compared', compared) end as reliability,
      upper(left(address, ${ADDRESS_CODE})) as address, coalesce("tooFast", 0) as "tooFast",
      muted, case when withdrawn_at is not null then 'withdrawn' when banned then 'banned' when kicked then 'removed' else 'playing' end as status,
      ${isoTime(sql`joined_at`)} as "joinedAt"
    from players
    left join cast_votes on cast_votes.player_id = players.id
    left join guesses on guesses.player_id = players.id
    left join again on again.player_id = players.id
    left join raters on raters.player_id = players.id
    where session_id = ${sessionId} and not absent
    order by kicked and withdrawn_at is null, score desc, joined_at, players.id`);
  return [...rows];
}

async function roundResults(db: Db, sessionId: string): Promise<RoundResult[]> {
  const rows = await db.execute<RoundResult & Record<string, unknown>>(sql`
    select index as round, beat is not distinct from 'finale' as finale, policy_version as "modelVersion", ${isoTime(sql`opened_at`)} as "openedAt",
      ${isoTime(sql`closed_at`)} as "closedAt", given.voters, given.votes, abstained.abstentions,
      guesses.predictions, guesses."meanPoints"
    from rounds,
      lateral (select count(distinct player_id)::int as voters, count(*)::int as votes
        from votes where round_id = rounds.id) given,
      lateral (select count(*)::int as abstentions from abstentions where round_id = rounds.id) abstained,
      lateral (select count(*)::int as predictions, avg(points) as "meanPoints"
        from predictions where round_id = rounds.id) guesses
    where ${closedOf(sessionId)} order by index`);
  return [...rows];
}

async function questionResults(db: Db, sessionId: string): Promise<QuestionResult[]> {
  const rows = await db.execute<QuestionResult & Record<string, unknown>>(sql`
    with judged as (
      select pairs.id as pair_id, pairs.prompt_id, pairs.a, pairs.b, verdict, ${verdictLabel(sql`verdict`)} as label
      from votes join rounds on rounds.id = votes.round_id join pairs on pairs.id = pair_id
      where ${closedOf(sessionId)}
    ), answers as (
      select prompt_id, response, avg(label)::float8 as share, count(*) as votes
      from (select prompt_id, a as response, label from judged
        union all select prompt_id, b, 1 - label from judged) sides
      group by prompt_id, response
    ), best as (
      -- A player may have taken an answer back.
      select distinct on (answers.prompt_id) answers.prompt_id, response, share
      from answers join responses on responses.id = response and text <> ''
      order by answers.prompt_id, share desc, votes desc, response
    )
    select prompts.text as prompt, counts.pairs, counts.votes, counts.ties, counts."bothBad",
      ${shownTextColumn("responses")} as "bestAnswer", best.share as "bestShare",
      responses.policy_version as "bestVersion",
      (select name from contestants where contestants.id = responses.contestant_id) as "bestContestant"
    from (
      select prompt_id, count(distinct pair_id)::int as pairs, count(*)::int as votes,
        count(*) filter (where verdict = 'tie')::int as ties,
        count(*) filter (where verdict = 'bothBad')::int as "bothBad"
      from judged group by prompt_id
    ) counts
    join best on best.prompt_id = counts.prompt_id
    join prompts on prompts.id = counts.prompt_id
    join responses on responses.id = best.response
    order by counts.votes desc, prompts.text`);
  return [...rows];
}

async function finaleResults(db: Db, sessionId: string): Promise<FinalePairResult[]> {
  const rows = await db.execute<FinalePairResult & Record<string, unknown>>(sql`
    with judged as (
      select pairs.*, old.id as old_id, ${shownTextColumn("old")} as old_text, old.policy_version as old_version, ${shownTextColumn("new")} as new_text,
        new.policy_version as new_version
      from pairs join rounds on rounds.id = pairs.round_id
      join responses old on old.id in (pairs.a, pairs.b) join responses new on new.id in (pairs.a, pairs.b)
      where ${closedOf(sessionId)} and pairs.kind = 'finale' and old.policy_version < new.policy_version
    )
    select prompts.text as prompt, old_text as before, new_text as now, old_version as "versionBefore",
      new_version as "versionNow",
      count(*) filter (where verdict = case when judged.a = old_id then 'a' else 'b' end::verdict)::int as "forBefore",
      count(*) filter (where verdict = case when judged.a = old_id then 'b' else 'a' end::verdict)::int as "forNow",
      count(*) filter (where verdict not in ('a', 'b'))::int as neither
    from judged join prompts on prompts.id = judged.prompt_id
    left join (votes join players on players.id = votes.player_id and not kicked) on votes.pair_id = judged.id
    group by judged.id, judged.priority, prompts.text, old_text, new_text, old_version, new_version
    order by judged.priority desc`);
  return [...rows];
}

/** Of the answers for show, the first of both versions to the first prompt to which they differ. */
async function thenAndNowResult(db: Db, sessionId: string): Promise<ThenAndNowResult | null> {
  const [row] = await db.execute<ThenAndNowResult & Record<string, unknown>>(sql`
    with played as (
      select min(arena_id) as arena_id, (array_agg(rounds.policy_version order by index))[1] as first,
        (array_agg(rounds.policy_version order by index desc))[1] as last
      from rounds join sessions on sessions.id = session_id where ${closedOf(sessionId)}
    ), shown as (
      select distinct on (prompt_id, policy_version) prompt_id, policy_version, ${shownTextColumn("responses")} as text
      from responses, played
      where responses.arena_id = played.arena_id and policy_version in (first, last)
        and prompt_id in (select id from prompts where starts_with(name, 'lab:'))
      order by prompt_id, policy_version, created_at, responses.id
    )
    select prompts.text as prompt, old.text as before, new.text as after, first as "versionBefore", last as "versionAfter"
    from played join shown old on old.policy_version = first join shown new on new.policy_version = last
    join prompts on prompts.id = old.prompt_id
    where new.prompt_id = old.prompt_id and first <> last and new.text <> old.text
    order by prompts.id limit 1`);
  return row ?? null;
}

async function votesAfter(db: Db, sessionId: string, after: { readonly at: string; readonly id: string }) {
  type Row = VoteResult & { at: string; id: string } & Record<string, unknown>;
  const rows = await db.execute<Row>(sql`
    select rounds.index as round, nickname, pairs.kind as beat, prompts.text as prompt,
      ${shownTextColumn("response_a")} as "answerA", ${shownTextColumn("response_b")} as "answerB",
      response_a.policy_version as "versionA", response_b.policy_version as "versionB",
      (select name from contestants where contestants.id = response_a.contestant_id) as "contestantA",
      (select name from contestants where contestants.id = response_b.contestant_id) as "contestantB",
      verdict, decision_ms / 1000.0::float8 as seconds, ${isoTime(sql`cast_at`)} as "castAt", cast_at::text as at, votes.id
    from votes
    join rounds on rounds.id = votes.round_id
    join players on players.id = votes.player_id
    join pairs on pairs.id = votes.pair_id
    join prompts on prompts.id = pairs.prompt_id
    join responses response_a on response_a.id = pairs.a
    join responses response_b on response_b.id = pairs.b
    where ${closedOf(sessionId)} and (cast_at, votes.id) > (${after.at}::timestamptz, ${after.id}::uuid)
    order by cast_at, votes.id limit ${PAGE}`);
  return [...rows];
}

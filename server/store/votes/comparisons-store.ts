import { and, asc, eq, gt, lte, type SQL, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import type { Criterion } from "../../../shared/round/settings.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparison, Comparisons } from "../../ports/learning.ts";
import { versionColumn } from "../pool/pair-records.ts";
import type { Db } from "../postgres/connect.ts";
import { pairs, responses } from "../schema/pool.ts";
import { prompts, rounds } from "../schema/rounds.ts";
import { sessions } from "../schema/sessions.ts";
import { comparisons } from "../schema/votes.ts";
import { type AddressVotes, heldToShares, readVotes, tooFast } from "./read-votes.ts";

const responseA = alias(responses, "response_a");
const responseB = alias(responses, "response_b");

const answerA = { text: responseA.text, tokens: responseA.tokens, policyVersion: versionColumn("response_a") };
const answerB = { text: responseB.text, tokens: responseB.tokens, policyVersion: versionColumn("response_b") };

/** Sessions from before there was a choice were judged overall. */
const criterionColumn = sql<Criterion>`coalesce(${sessions.settings} ->> 'criterion', 'overall')`;

/** Players see none of these; the reward model weighs them. What doesn't hold of a ballot is left out of it. */
const ballotsColumn = sql<Comparison["ballots"]>`(
  select coalesce(json_agg(json_strip_nulls(json_build_object('playerId', player_id, 'verdict', verdict,
      'tooFast', nullif(${tooFast(sql`measured_ms`, sql`${prompts.text}`, sql`${responseA.text}`, sql`${responseB.text}`)}, false),
      'address', case when ${sessions.dropIn} then address end)) order by cast_at, votes.id), '[]')
  from votes join players on players.id = player_id where votes.pair_id = ${comparisons.pairId})`;

/** Whether a pair is no rapid one, nor a copy of one, whatever it was dealt as. */
const notRapid = sql`coalesce((select kind from pairs original where original.id = pairs.copy_of), pairs.kind) <> 'rapid'`;

const ALL = sql``;

/** Words of a response, which are what blanks keep apart; the same for every copy of a pair. */
const words = (response: SQL): SQL => sql`array_length(regexp_split_to_array(btrim(${response}.text), '\\s+'), 1)`;
type VersionMatchup = Awaited<ReturnType<Comparisons["betweenVersionsByCriterion"]>>[number];

export function createComparisonsStore(db: Db): Comparisons {
  /**
   * A repeated pair is the same player's opinion again, so it says nothing more about the versions and is left out; copies
   * of a pair are the same two answers, so their votes belong together. Rapid pairs are left out: the trainer
   * chooses those on which the reward model is unsure, so they are no fair sample of how versions compare. Votes count whoever gave them, as
   * ratings know nothing of reliability; but a vote faster than anybody reads is no judgement of these answers, and a crowd behind one
   * address in a public session is not known to be more than one person.
   *
   * @param apart a further column by which votes are kept apart
   */
  async function matchups(arenaId: ArenaId, apart: SQL): Promise<VersionMatchup[]> {
    const groups = apart === ALL ? sql`` : sql`, 6`;
    type Row = VersionMatchup & AddressVotes & { root: string };
    const rows = await db.execute<{ [Name in keyof Row]: Row[Name] }>(sql`
      select root, address, least(x.policy_version, y.policy_version) as a, greatest(x.policy_version, y.policy_version) as b,
        sum(judged.votes * case when x.policy_version < y.policy_version then label else 1 - label end)
          / sum(judged.votes) as label${apart},
        sum(judged.votes)::int as votes,
        min(case when x.policy_version < y.policy_version then ${words(sql`x`)} else ${words(sql`y`)} end)::int as "wordsA",
        min(case when x.policy_version < y.policy_version then ${words(sql`y`)} else ${words(sql`x`)} end)::int as "wordsB"
      from (${readVotes(arenaId, notRapid)}) as judged
      join rounds on rounds.id = judged.round_id
      join sessions on sessions.id = rounds.session_id
      join responses x on x.id = judged.a
      join responses y on y.id = judged.b
      where x.policy_version <> y.policy_version
      group by root, address, 3, 4 ${groups} order by 3, 4, min(judged.id)`);
    const matchups = heldToShares(rows, (row) => [row.root, row.a, row.b, row.criterion].join(" "));
    return matchups.map(({ root: _root, ...matchup }) => matchup);
  }

  return {
    after(arenaId, afterId, limit) {
      return db
        .select({
          id: comparisons.id,
          pairId: comparisons.pairId,
          roundId: comparisons.roundId,
          kind: pairs.kind,
          criterion: criterionColumn,
          promptId: prompts.name,
          prompt: prompts.text,
          turns: prompts.turns,
          a: answerA,
          b: answerB,
          label: comparisons.label,
          bothBad: comparisons.bothBad,
          votes: comparisons.votes,
          repeatOf: pairs.repeatOf,
          ballots: ballotsColumn,
        })
        .from(comparisons)
        .innerJoin(pairs, eq(pairs.id, comparisons.pairId))
        .innerJoin(rounds, eq(rounds.id, comparisons.roundId))
        .innerJoin(sessions, eq(sessions.id, rounds.sessionId))
        .innerJoin(prompts, eq(prompts.id, pairs.promptId))
        .innerJoin(responseA, eq(responseA.id, pairs.a))
        .innerJoin(responseB, eq(responseB.id, pairs.b))
        .where(and(eq(comparisons.arenaId, arenaId), gt(comparisons.id, afterId)))
        .orderBy(asc(comparisons.id))
        .limit(limit);
    },

    count: (arenaId, upToId) =>
      db.$count(comparisons, and(eq(comparisons.arenaId, arenaId), lte(comparisons.id, upToId))),

    betweenVersions: (arenaId) => matchups(arenaId, ALL),
    betweenVersionsByCriterion: (arenaId) => matchups(arenaId, sql`, ${criterionColumn} as criterion`),
  };
}

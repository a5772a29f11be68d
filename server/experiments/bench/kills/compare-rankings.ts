import type postgres from "postgres";
import type { AcknowledgedRanking } from "./ledger.ts";
import { ofPlayer, type Tally, tally } from "./tally.ts";

/** A ranking is stored as a verdict on every two of its answers: "better > worse", each once. */
export async function compareRankings(sql: postgres.Sql, acknowledged: readonly AcknowledgedRanking[]): Promise<Tally> {
  const verdicts = await sql<{ roundId: string; playerId: string; better: string; worse: string }[]>`
    select votes.round_id as "roundId", votes.player_id as "playerId",
      case verdict when 'a' then a.text else b.text end as better, case verdict when 'a' then b.text else a.text end as worse
    from votes join pairs on pairs.id = votes.pair_id
    join responses a on a.id = pairs.a join responses b on b.id = pairs.b where kind = 'podium'`;
  const ballots = Map.groupBy(verdicts, ({ roundId, playerId }) => ofPlayer(roundId, playerId));
  const stored = [...ballots.values()].map((rows) => ({ ...rows[0]!, order: rows.map(inOrder).sort() }));
  return {
    ...tally(
      acknowledged.map((ranking) => ({ ...ranking, order: everyTwo(ranking.texts).map(inOrder).sort() })),
      stored,
      ({ roundId, playerId }) => ofPlayer(roundId, playerId),
      (ranking, ballot) => ranking.order.join() === [...new Set(ballot.order)].join(),
    ),
    doubled: stored.filter(({ order }) => new Set(order).size < order.length).length,
  };
}

const inOrder = ({ better, worse }: { better: string; worse: string }): string => JSON.stringify([better, worse]);

function everyTwo(texts: readonly string[]): { better: string; worse: string }[] {
  return texts.flatMap((better, place) => texts.slice(place + 1).map((worse) => ({ better, worse })));
}

import { type SQL, sql } from "drizzle-orm";
import { addressFactors } from "../../../shared/round/votes/address-share.ts";
import { READING } from "../../../shared/round/votes/reading-time.ts";
import { labelOf, VERDICTS } from "../../../shared/round/votes/verdict.ts";
import type { ArenaId } from "../../ports/arena.ts";

/** Letters of a text, as `leastReadingMs` counts them. */
const letters = (text: SQL): SQL =>
  sql`(length(${text}) + (${sql.raw(String(READING.lettersOfDense - 1))})
    * length(regexp_replace(${text}, ${`[^${READING.dense}]`}, '', 'g')))`;

/**
 * The rule of `leastReadingMs` as an SQL condition on a vote: given sooner than anybody can have read. Never where no time was measured.
 * Letters are counted only where they decide, as most votes are slow enough whatever they were about.
 * @param measuredMs the vote's column
 */
export function tooFast(measuredMs: SQL, prompt: SQL, a: SQL, b: SQL): SQL {
  const { leastMs, mostMs, msPerLetter } = READING;
  return sql`case when ${measuredMs} is null or ${measuredMs} >= ${mostMs}::int then false when ${measuredMs} < ${leastMs}::int then true
    else ${measuredMs} < ${msPerLetter}::int * (${letters(prompt)} + ${letters(a)} + ${letters(b)}) end`;
}

/** The rule of `labelOf` as an SQL expression over a verdict. */
export function verdictLabel(verdict: SQL): SQL {
  const cases = VERDICTS.map((value) => sql`when ${value} then ${labelOf(value)}::float8`);
  return sql`case ${verdict} ${sql.join(cases, sql` `)} end`;
}

/** Votes that came from one address, or from all that are held to no share. */
export interface AddressVotes {
  /** Null: of hosted sessions, or not known. */
  readonly address: string | null;
  /** Mean of the verdicts, 0-1. */
  readonly label: number;
  readonly votes: number;
}

/**
 * A query of an arena's comparisons of which somebody can have read the answers, by address of a public session: (id, round_id, pair_id,
 * a, b, root, address, label, both_bad, votes). What players were dealt a second time is left out; `root` is the pair that copies belong to.
 * @param where a condition on `pairs` and `comparisons`
 */
export function readVotes(arenaId: ArenaId, where: SQL): SQL {
  const texts = [sql`prompts.text`, sql`text_a.text`, sql`text_b.text`] as const;
  return sql`
    select comparisons.id, comparisons.round_id, pairs.id as pair_id, pairs.a, pairs.b, coalesce(pairs.copy_of, pairs.id) as root,
      case when sessions.drop_in then players.address end as address,
      avg(${verdictLabel(sql`votes.verdict`)}) as label, comparisons.both_bad, count(*) as votes
    from comparisons
    join pairs on pairs.id = comparisons.pair_id
    join rounds on rounds.id = comparisons.round_id
    join sessions on sessions.id = rounds.session_id
    join prompts on prompts.id = pairs.prompt_id
    join responses text_a on text_a.id = pairs.a
    join responses text_b on text_b.id = pairs.b
    join votes on votes.pair_id = pairs.id
    join players on players.id = votes.player_id
    where comparisons.arena_id = ${arenaId} and pairs.repeat_of is null and ${where}
      and not (${tooFast(sql`votes.measured_ms`, ...texts)})
    group by comparisons.id, pairs.id, sessions.drop_in, case when sessions.drop_in then players.address end`;
}

/**
 * Adds up the votes that belong together, so that no address has more than its share of all votes that are held to one. `votes` is then
 * what they count, and no whole number where addresses are held back.
 */
export function heldToShares<Row extends AddressVotes>(
  rows: readonly Row[],
  together: (row: Row) => string,
): Omit<Row, "address">[] {
  const weights = new Map<string, number>();
  for (const { address, votes } of rows)
    if (address !== null) weights.set(address, (weights.get(address) ?? 0) + votes);
  const factors = addressFactors(weights);
  return [...Map.groupBy(rows, together).values()].map((some) => {
    const counted = some.map(({ address, label, votes }) => ({
      label,
      votes: address === null ? votes : votes * (factors.get(address) ?? 1),
    }));
    const votes = counted.reduce((sum, one) => sum + one.votes, 0);
    const { address: _address, ...first } = some[0]!;
    return { ...first, votes, label: counted.reduce((sum, one) => sum + one.votes * one.label, 0) / votes };
  });
}

import { randomBytes } from "node:crypto";
import { sql } from "drizzle-orm";
import { WITHDRAWN } from "../../../shared/round/membership.ts";
import { type Db, LOCKS } from "../postgres/connect.ts";
import { compareVotes } from "../votes/compare-votes.ts";

/**
 * Takes back what a player gave, in one transaction. Their row stays, without anything of the person, since what others gave refers to
 * it; scores of others and their votes stay as they are.
 *
 * Votes under way are waited for (`votes-store.ts` shares the locks on open rounds), and later ones find no seat. A comparison that
 * others still have votes in is stored anew under a new id, so that a trainer that goes on from the last id reads it.
 *
 * @returns the ids of the player's answers, whose texts are gone
 */
export async function withdraw(db: Db, playerId: string): Promise<readonly string[]> {
  return db.transaction(async (tx) => {
    await tx.execute(sql`
      select from rounds where closed_at is null
        and session_id = (select session_id from players where id = ${playerId}) order by id for update`);
    const [player] = await tx.execute<{ arenaId: number }>(sql`
      select arena_id as "arenaId" from players join sessions on sessions.id = session_id
      where players.id = ${playerId} and withdrawn_at is null for update of players`);
    if (player === undefined) return [];
    await tx.execute(sql`select pg_advisory_xact_lock(${LOCKS.comparisons}, ${player.arenaId})`);
    const written = await tx.execute<{ id: string }>(sql`
      update responses set text = '', tokens = '{}', hidden_at = coalesce(hidden_at, now())
      where author_id = ${playerId} returning id`);
    await withoutAnswers(tx, playerId);
    await withoutVotes(tx, player.arenaId, playerId);
    await tx.execute(sql`delete from predictions where player_id = ${playerId}`);
    await tx.execute(sql`delete from abstentions where player_id = ${playerId}`);
    await tx.execute(sql`delete from locked_pairs where player_id = ${playerId}`);
    await tx.execute(sql`delete from lesson_answers where player_id = ${playerId}`);
    await tx.execute(sql`delete from reports where player_id = ${playerId}`);
    await tx.execute(sql`delete from raters where player_id = ${playerId}`);
    await tx.execute(sql`delete from seat_tokens where player_id = ${playerId}`);
    await tx.execute(sql`
      update players set nickname = ${WITHDRAWN}, nickname_key = 'withdrawn ' || id, avatar = 0, kicked = true,
        withdrawn_at = now(), consented_at = null, address = case when banned then address end, return_code_hash = null,
        token_hash = decode(${randomBytes(32).toString("hex")}, 'hex')
      where id = ${playerId}`);
    return written.map(({ id }) => id);
  });
}

type Tx = Pick<Db, "execute">;

/** What was thought of the player's answers: nothing may be learnt from a text that is gone. */
async function withoutAnswers(tx: Tx, playerId: string): Promise<void> {
  const theirs = sql`select id from responses where author_id = ${playerId}`;
  await tx.execute(sql`delete from demonstrations where response_id in (${theirs})`);
  await tx.execute(sql`delete from reports where response_id in (${theirs})`);
  await tx.execute(sql`
    delete from comparisons using pairs
    where pairs.id = pair_id and (pairs.a in (${theirs}) or pairs.b in (${theirs}))`);
}

/** The player's votes, and the comparisons that were made of them: of those of others alone what is left is stored anew. */
async function withoutVotes(tx: Tx, arenaId: number, playerId: string): Promise<void> {
  const gone = await tx.execute<{ pairId: string }>(sql`
    delete from votes where player_id = ${playerId} returning pair_id as "pairId"`);
  const pairIds = JSON.stringify(gone.map(({ pairId }) => pairId));
  const touched = sql`select value::uuid from jsonb_array_elements_text(${pairIds}::text::jsonb)`;
  const had = await tx.execute<{ pairId: string }>(sql`
    delete from comparisons where pair_id in (${touched}) returning pair_id as "pairId"`);
  const again = JSON.stringify(had.map(({ pairId }) => pairId));
  await compareVotes(
    tx,
    arenaId,
    sql`pair_id in (select value::uuid from jsonb_array_elements_text(${again}::text::jsonb))`,
  );
}

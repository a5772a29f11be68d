import { randomUUID } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";
import { ABSTENTION, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import type { FinaleStanding, Finales, OpenedFinale } from "../../ports/finale.ts";
import type { Db } from "../postgres/connect.ts";
import { responses } from "../schema/pool.ts";
import { whileHeld } from "../sessions/leases-store.ts";
import { savePrompts, storable } from "./add-pairs.ts";
import { readPairs } from "./pair-records.ts";

/** Marks the wordings of prompts whose answers are kept for finales: no other deal has them. */
const MARK = "finale:";

const OF_PACKS = `${MARK}pack:`;

/** Whether an answer is kept for finales of a pack's sessions, or for those of all others. The pack as SQL, null for the latter. */
const isKeptFor = (packId: SQL) => sql`prompt_id in (
  select id from prompts where case when ${packId} is null
    then starts_with(name, ${MARK}) and not starts_with(name, ${OF_PACKS})
    else starts_with(name, ${OF_PACKS} || ${packId} || ':') end)`;

/** A session's pack, where prompts of it are kept for finales. */
const keptPack = (sessionId: string) => sql`(
  select settings ->> 'packId' from sessions
  where id = ${sessionId} and exists (select from prompts where starts_with(name, ${OF_PACKS} || (settings ->> 'packId') || ':')))`;

export function createFinalesStore(db: Db): Finales {
  return {
    async add(arenaId, version, answers) {
      if (answers.length === 0) return;
      await db.transaction(async (tx) => {
        const marked = answers.map(({ prompt, ...answer }) => ({
          ...answer,
          prompt: { id: `${MARK}${prompt.id}`, text: prompt.text },
        }));
        const promptId = await savePrompts(
          tx,
          marked.map(({ prompt }) => prompt),
        );
        await tx.insert(responses).values(
          marked.map(({ prompt, text, tokens, ended }) => ({
            ...{ id: randomUUID(), arenaId, policyVersion: version, promptId: promptId(prompt) },
            ...{ text: storable(text), tokens: [...tokens], ended },
          })),
        );
      });
    },

    async has(arenaId, version, packId) {
      const [row] = await db.execute<{ found: boolean }>(sql`
        select exists (
          select from responses where arena_id = ${arenaId} and policy_version = ${version}
            and ${isKeptFor(sql`${packId ?? null}::text`)}
        ) as found`);
      return row?.found ?? false;
    },

    async standing(sessionId) {
      type Row = { [Name in keyof FinaleStanding]: FinaleStanding[Name] };
      const [row] = await db.execute<Row>(sql`
        with game as (
          select arena_id, ${keptPack(sessionId)} as pack_id, (select policy_version from rounds where session_id = sessions.id order by index limit 1) as began
          from sessions where id = ${sessionId}
        ), promoted as (
          select version from policies where arena_id = (select arena_id from game) and status = 'promoted'
        )
        select began, coalesce((select max(version) from promoted), 0) as newest, (
          select version from promoted
          where version > began and exists (
            select from responses where arena_id = game.arena_id and policy_version = version and ${isKeptFor(sql`game.pack_id`)})
          order by version desc limit 1) as answered
        from game`);
      if (row === undefined) throw new Error(`There is no session ${sessionId}`);
      return row;
    },

    deal: (deal, hold) => whileHeld(db, hold, (tx) => dealFinale(tx, deal)),

    async lock({ roundId, pairId, playerId }) {
      const said = sql`
        select from votes where pair_id = pairs.id and player_id = ${playerId}
        union all select from abstentions where pair_id = pairs.id and player_id = ${playerId}`;
      const locked = await db.execute(sql`
        with open as (select id from rounds where id = ${roundId} and closed_at is null for share)
        insert into locked_pairs (pair_id, player_id)
        select pairs.id, ${playerId}::uuid from pairs join open on open.id = round_id
        where pairs.id = ${pairId} and kind = 'finale' and exists (${said})
        on conflict do nothing returning pair_id`);
      if (locked.length > 0) return "accepted";
      const before = await db.execute(sql`
        select from locked_pairs where pair_id = ${pairId} and player_id = ${playerId}`);
      return before.length > 0 ? "duplicate" : "unknown";
    },

    async read(roundId) {
      const verdicts = await db.execute<{ pairId: string; playerId: string; verdict: VerdictChoice }>(sql`
        select pair_id as "pairId", player_id as "playerId", verdict from (
          select pair_id, player_id, verdict::text, cast_at from votes where round_id = ${roundId}
          union all
          select pair_id, player_id, ${ABSTENTION}, cast_at from abstentions where round_id = ${roundId}
        ) as said join players on players.id = player_id and not kicked
        order by cast_at, player_id`);
      const locked = await db.execute<{ pairId: string; playerId: string }>(sql`
        select pair_id as "pairId", locked_pairs.player_id as "playerId"
        from locked_pairs join pairs on pairs.id = pair_id
        join players on players.id = locked_pairs.player_id and not kicked
        where pairs.round_id = ${roundId}`);
      return { pairs: await readFinale(db, roundId), verdicts: [...verdicts], locked: [...locked] };
    },
  };
}

const readFinale = (db: Pick<Db, "execute">, roundId: string) =>
  readPairs(db, sql`select * from pairs where round_id = ${roundId} and kind = 'finale'`, sql`dealt.priority desc`);

/** An answer's words alone: two that differ by a comma teach nobody anything. */
const wordsOf = (text: ReturnType<typeof sql>) => sql`lower(btrim(regexp_replace(${text}, '[^[:alnum:]]+', ' ', 'g')))`;

/** The lock on the session makes two callers agree. */
function dealFinale(db: Pick<Db, "transaction">, deal: Parameters<Finales["deal"]>[0]): Promise<OpenedFinale | null> {
  const { sessionId, index, began, now, count } = deal;
  return db.transaction(async (tx) => {
    await tx.execute(sql`select from sessions where id = ${sessionId} for update`);
    const [open] = await tx.execute<{ id: string }>(
      sql`select id from rounds where session_id = ${sessionId} and beat = 'finale'`,
    );
    if (open !== undefined) return { roundId: open.id, pairs: await readFinale(tx, open.id) };
    // One pair a prompt, drawn at random from all that never met; then the prompts that were played least lately, of these
    // the ones played least, so that all last equally long.
    const chosen = await tx.execute<{ promptId: string; old: string; new: string }>(sql`
      with game as (select arena_id, ${keptPack(sessionId)} as pack_id from sessions where id = ${sessionId}),
      kept as (
        select id, prompt_id, policy_version, ${wordsOf(sql`text`)} as words from responses
        where arena_id = (select arena_id from game) and policy_version in (${began}, ${now})
          and hidden_at is null and ${isKeptFor(sql`(select pack_id from game)`)}
      ), played as (
        select prompt_id, a, b, dealt_at from pairs where arena_id = (select arena_id from game) and kind = 'finale'
      ), shown as (
        select prompts.text from pairs join rounds on rounds.id = pairs.round_id join prompts on prompts.id = pairs.prompt_id
        where session_id = ${sessionId}
        union select prompts.text from rounds join prompts on prompts.id = prompt_id where session_id = ${sessionId}
      ), meetings as (
        select distinct on (x.prompt_id) x.prompt_id, x.id as old, y.id as new
        from kept x join kept y on y.prompt_id = x.prompt_id
        where x.policy_version = ${began} and y.policy_version = ${now} and x.words <> y.words
          and not exists (select from played where (x.id, y.id) in ((a, b), (b, a)))
          and not exists (select from prompts where prompts.id = x.prompt_id and text in (select text from shown))
        order by x.prompt_id, random()
      )
      select prompt_id as "promptId", old, new from meetings
      order by (select max(dealt_at) from played where played.prompt_id = meetings.prompt_id) nulls first,
        (select count(*) from played where played.prompt_id = meetings.prompt_id), random()
      limit ${count}`);
    if (chosen.length < count) return null;
    const [round] = await tx.execute<{ id: string }>(sql`
      insert into rounds (session_id, index, policy_version, beat) values (${sessionId}, ${index}, ${now}, 'finale') returning id`);
    if (round === undefined) throw new Error(`The finale of session ${sessionId} was not opened`);
    await tx.execute(sql`
      insert into pairs (arena_id, kind, prompt_id, a, b, version, priority, round_id, dealt_at)
      select (select arena_id from sessions where id = ${sessionId}), 'finale', "promptId",
        case when swapped then new else old end, case when swapped then old else new end,
        ${now}, -place, ${round.id}, now()
      from (
        select "promptId", old, new, place, random() < 0.5 as swapped
        from jsonb_to_recordset(${JSON.stringify(chosen.map((pair, place) => ({ ...pair, place })))}::text::jsonb)
          as pair("promptId" uuid, old uuid, new uuid, place int) offset 0
      ) as drawn`);
    return { roundId: round.id, pairs: await readFinale(tx, round.id) };
  });
}

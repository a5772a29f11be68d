import { type SQL, sql } from "drizzle-orm";
import type postgres from "postgres";
import { EXTERNAL_MODEL, PLAYER } from "../../../shared/round/authors.ts";
import type { PairRecord } from "../../ports/pool.ts";
import type { Db } from "../postgres/connect.ts";

/**
 * The policy version of a row of `responses`, or what stands for other authors. It is a text of SQL, as those below: Drizzle's queries and
 * those that the driver prepares have no other form in common. None of them holds anything that comes from outside.
 */
const version = (response: string) =>
  `case when ${response}.contestant_id is null then coalesce(${response}.policy_version, ${PLAYER}) else ${EXTERNAL_MODEL} end`;

/** Stars around bold words and signs before headings, with which models of the whole language write; no screen draws them. */
const MARKDOWN = String.raw`\*\*|^#{1,6} +`;

/**
 * The text of a row of `responses` as it is shown to people: a model's without its Markdown, and with a mark where it was stopped. What is learnt from and
 * what is taken home to train on has the words alone.
 */
const shownText = (response: string) =>
  `case when ${response}.author_id is null then regexp_replace(${response}.text, '${MARKDOWN}', '', 'gn') else ${response}.text end ||
  case when ${response}.ended then '' when ${response}.text ~ '[.!?…]$' then ' …' else '…' end`;

/** An `AnswerRecord` of a row of `responses`. */
const answer = (response: string) => `json_build_object(
  'id', ${response}.id, 'text', ${shownText(response)}, 'reward', ${response}.reward, 'policyVersion', ${version(response)},
  'writer', coalesce(${response}.author_id::text, ''),
  'externalModel', coalesce((select name from contestants where contestants.id = ${response}.contestant_id), ''))`;

const RECORD = `dealt.id, dealt.kind, prompts.text as prompt, dealt.repeat_of as "repeatOf",
  ${answer("response_a")} as a, ${answer("response_b")} as b`;

const DEALT = `dealt join prompts on prompts.id = dealt.prompt_id
  join responses response_a on response_a.id = dealt.a
  join responses response_b on response_b.id = dealt.b`;

/** @param response name of the table or of its alias */
export const versionColumn = (response: string) => sql<number>`${sql.raw(version(response))}`;

/** @param response name of the table or of its alias */
export const shownTextColumn = (response: string): SQL => sql.raw(`(${shownText(response)})`);

/** @param response name of the table or of its alias */
export const answerColumn = (response: string): SQL => sql.raw(answer(response));

/** Columns of a `PairRecord` for a statement of the driver that reads from `dealtPairs`. */
export const recordColumns = (sql: postgres.Sql) => sql.unsafe(RECORD);

/** The rows of a `with dealt as (...)` that has the columns of `pairs`, with the texts that they refer to. */
export const dealtPairs = (sql: postgres.Sql) => sql.unsafe(DEALT);

/**
 * Pairs with their texts.
 * @param pairs a query that has the columns of `pairs`
 * @param order by columns of that query, which is named `dealt`
 */
export async function readPairs(
  db: Pick<Db, "execute">,
  pairs: SQL,
  order: SQL = sql`dealt.dealt_at, dealt.id`,
): Promise<readonly PairRecord[]> {
  type Row = { [Name in keyof PairRecord]: PairRecord[Name] };
  return [
    ...(await db.execute<Row>(sql`select ${sql.raw(RECORD)} from (${pairs}) as ${sql.raw(DEALT)} order by ${order}`)),
  ];
}

/** The showdown of a round, for `readPairs`. */
export const showdownOf = (roundId: string): SQL =>
  sql`select * from pairs where round_id = ${roundId} and kind = 'showdown'`;

import type postgres from "postgres";
import { EXTERNAL_MODEL, PLAYER } from "../../../shared/round/authors.ts";

/** Columns of a `PairRecord` for a statement that reads from `dealtPairs`. */
export function recordColumns(sql: postgres.Sql) {
  return sql`dealt.id, dealt.kind, prompts.text as prompt, dealt.repeat_of as "repeatOf",
    ${response(sql, "response_a")} as a, ${response(sql, "response_b")} as b`;
}

/** The rows of a `with dealt as (...)` that has the columns of `pairs`, with the texts that they refer to. */
export function dealtPairs(sql: postgres.Sql) {
  return sql`dealt join prompts on prompts.id = dealt.prompt_id
    join responses response_a on response_a.id = dealt.a
    join responses response_b on response_b.id = dealt.b`;
}

function response(sql: postgres.Sql, name: "response_a" | "response_b") {
  const column = (column: string) => sql(`${name}.${column}`);
  return sql`json_build_object(
    'id', ${column("id")}, 'text', ${column("text")}, 'reward', ${column("reward")},
    'policyVersion', case when ${column("contestant_id")} is null then coalesce(${column("policy_version")}, ${PLAYER}::int)
      else ${EXTERNAL_MODEL}::int end,
    'writer', coalesce(${column("author_id")}::text, ''),
    'externalModel', coalesce((select name from contestants where contestants.id = ${column("contestant_id")}), ''))`;
}

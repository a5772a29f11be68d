import type postgres from "postgres";
import type { SessionSettings } from "../../../shared/round/settings.ts";
import type { ArenaId } from "../../ports/arena.ts";
import { isUuid } from "../postgres/uuid.ts";
import { storedSettings } from "./stored-settings.ts";

/**
 * A session of an arena by its id, or by a join code, of which the newest counts.
 * @throws Error when there is none
 */
export async function findSession(
  sql: postgres.Sql,
  arenaId: ArenaId,
  typed: string,
): Promise<{ id: string; settings: SessionSettings }> {
  const matches = isUuid(typed) ? sql`id = ${typed}` : sql`code = ${typed.trim().toUpperCase()}`;
  const [session] = await sql<{ id: string; settings: Partial<SessionSettings> }[]>`
    select id, settings from sessions where arena_id = ${arenaId} and ${matches} order by created_at desc limit 1`;
  if (session === undefined) throw new Error(`Arena ${arenaId} has no session ${typed}. Give its join code or its id.`);
  return { id: session.id, settings: storedSettings(session.settings) };
}

import { DEFAULT_SETTINGS, type SessionSettings } from "../../../shared/round/settings.ts";
import type { SessionRecord, Sessions } from "../../ports/sessions.ts";

/** The public session: rounds for ever, for whoever comes by, with nobody to host it. */
export const DROP_IN: SessionSettings = {
  ...DEFAULT_SETTINGS,
  title: "Drop-in",
  rounds: 0,
  rapidMs: 30_000,
  showdownMs: 25_000,
  maxPlayers: 200,
};

/** Players that are company enough: with fewer in the room, newcomers go there. */
const COMPANY = 60;
/** Places that are kept for those who come back, and for whoever was sent at the same moment. */
const SPARE = 20;
const FULL = DROP_IN.maxPlayers - SPARE;
const MOST_SHARDS = 1_000;

/**
 * The shard of the drop-in session that a newcomer is sent to. Shards fill one after another, so that nobody plays alone: up to a good
 * company each, with as many shards as there are web processes to carry them; then up to their places; then there is one more.
 *
 * @param crowds connections of each shard's room, 0 where it sleeps
 * @param processes web processes that run rooms
 * @returns the index of a shard; that after the last one is to be opened
 */
export function shardFor(crowds: readonly number[], processes: number): number {
  const lively = crowds.findIndex((crowd) => crowd < COMPANY);
  if (lively !== -1) return lively;
  if (crowds.length < Math.min(processes, MOST_SHARDS)) return crowds.length;
  const emptiest = crowds.indexOf(Math.min(...crowds));
  const roomy = crowds[emptiest]! < FULL || crowds.length === MOST_SHARDS;
  return roomy ? emptiest : crowds.length;
}

export interface DropInSources {
  readonly sessions: Pick<Sessions, "dropIns">;
  /** Connections of the running room of a code; 0 where none runs. */
  readonly crowdOf: (code: string) => Promise<number>;
  /** How many web processes run rooms. */
  readonly processes: () => Promise<number>;
}

/**
 * Where somebody plays who comes by. Who was in a shard before goes back to it, where their score is, while it has a place.
 * @param last the code of that shard
 */
export async function dropInFor(
  { sessions, crowdOf, processes }: DropInSources,
  last?: string,
): Promise<SessionRecord> {
  const shards = await sessions.dropIns(DROP_IN, 1);
  const crowds = await Promise.all(shards.map(({ code }) => crowdOf(code)));
  const before = shards.findIndex(({ code }) => code === last);
  if (before !== -1 && crowds[before]! < DROP_IN.maxPlayers) return shards[before]!;
  const chosen = shardFor(crowds, await processes());
  if (chosen < shards.length) return shards[chosen]!;
  const known = new Set(shards.map(({ id }) => id));
  const more = await sessions.dropIns(DROP_IN, shards.length + 1);
  return more.find(({ id }) => !known.has(id)) ?? more.at(-1)!;
}

import { pino } from "pino";
import { readConfig } from "../../config.ts";
import type { Judge } from "../../external/judges/judge.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparison, Comparisons } from "../../ports/learning.ts";
import { openStores } from "../../store/open-stores.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** Pairs on which both a principle's judge and the people's majority preferred an answer, and those of them on which it was the same. */
export interface Agreement {
  readonly agreed: number;
  readonly pairs: number;
}

const PAGE = 500;

/** Every comparison of an arena, from the database of the settings. */
export async function readArenaComparisons(arenaId: ArenaId): Promise<readonly Comparison[]> {
  const database = await openDatabase(readConfig(process.env), pino({ level: "warn" }));
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  try {
    return await allOf(stores.comparisons, arenaId);
  } finally {
    await stores.close();
    await database.stop();
  }
}

async function allOf(comparisons: Pick<Comparisons, "after">, arenaId: ArenaId): Promise<readonly Comparison[]> {
  const all: Comparison[] = [];
  for (let after = 0; ; after = all.at(-1)!.id) {
    const page = await comparisons.after(arenaId, after, PAGE);
    if (page.length === 0) return all;
    all.push(...page);
  }
}

/** How often a judge sides with people. */
export async function agreementWithPeople(comparisons: readonly Comparison[], judge: Judge): Promise<Agreement> {
  const decided = comparisons.filter(({ label }) => label !== 0.5);
  let agreed = 0;
  let pairs = 0;
  for (let at = 0; at < decided.length; at += judge.batch * judge.lanes) {
    const some = decided.slice(at, at + judge.batch * judge.lanes);
    const opinions = await judge.compare(some.map(({ prompt, a, b }) => ({ prompt, a: a.text, b: b.text })));
    for (const [i, { share }] of opinions.entries()) {
      if (share === 0.5) continue;
      pairs++;
      agreed += Number(share > 0.5 === some[i]!.label > 0.5);
    }
  }
  return { agreed, pairs };
}

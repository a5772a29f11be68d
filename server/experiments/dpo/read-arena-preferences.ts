import { pino } from "pino";
import { readConfig } from "../../config.ts";
import type { Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { PreferencePair } from "../../ml/training/preference-pair.ts";
import type { SequenceShape } from "../../ml/training/reference-model.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Comparisons } from "../../ports/learning.ts";
import { openStores } from "../../store/open-stores.ts";
import { migrateDatabase } from "../../store/postgres/migrate.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";
import { learnerComparison } from "../../trainer/learner-comparison.ts";
import { judgedPair, type Preferences } from "./preferences.ts";

const PAGE = 500;

/** Reads every comparison of an arena from the database of the settings. */
export async function readArenaPreferences(
  arenaId: ArenaId,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const database = await openDatabase(readConfig(process.env), pino({ level: "warn" }));
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  try {
    return await comparedPreferences(stores.comparisons, arenaId, tokenizer, shape);
  } finally {
    await stores.close();
    await database.stop();
  }
}

/** @throws Error when the arena has no comparisons, or its answers were written with another tokenizer */
export async function comparedPreferences(
  comparisons: Pick<Comparisons, "after">,
  arenaId: ArenaId,
  tokenizer: Tokenizer,
  shape: SequenceShape,
): Promise<Preferences> {
  const read = learnerComparison(tokenizer, shape);
  const pairs: PreferencePair[] = [];
  let undecided = 0;
  let unreadable = 0;
  let after = 0;
  for (;;) {
    const page = await comparisons.after(arenaId, after, PAGE);
    if (page.length === 0) break;
    after = page.at(-1)!.id;
    for (const comparison of page) {
      for (const { text, tokens } of [comparison.a, comparison.b])
        if (tokens.length > 0 && tokenizer.decode(tokens) !== text)
          throw new Error(
            `Arena ${arenaId}, comparison ${comparison.id}: the tokens of "${text}" spell something else here. Choose with --from a model with this arena's tokenizer`,
          );
      const known = read(comparison);
      const pair = known === null ? null : judgedPair(known, tokenizer);
      if (known === null) unreadable++;
      else if (pair === null) undecided++;
      else pairs.push(pair);
    }
  }
  if (after === 0)
    throw new Error(`Arena ${arenaId} has no comparisons yet: play a session, or npm run crowd, or give --file`);
  return { pairs, undecided, unreadable };
}

import type { PairKind } from "../../../shared/round/pair-kinds.ts";
import { MAIN_ARENA } from "../../ports/arena.ts";
import type { NewPair } from "../../ports/pool.ts";
import type { Stores } from "../../ports/stores.ts";
import { openStores } from "../../store/open-stores.ts";
import { openDatabase } from "../../store/postgres/open-database.ts";

/** The arena of servers of our own, with a version that has no model behind it, so that rounds can be dealt. */
export interface MadeUpArena {
  readonly databaseUrl: string;
  readonly stores: Stores;
  /** Puts pairs of made-up answers into the pool. */
  fill(kind: PairKind, count: number): Promise<void>;
  close(): Promise<void>;
}

/** @param dataDir of servers that run already: their Postgres is used */
export async function openMadeUpArena(dataDir: string): Promise<MadeUpArena> {
  const database = await openDatabase({ databaseUrl: null, dataDir }, { info() {}, warn() {} });
  const stores = openStores(database.url);
  const close = async () => {
    await stores.close();
    await database.stop();
  };
  try {
    await promoteMadeUp(stores);
  } catch (error) {
    await close();
    throw error;
  }
  return {
    databaseUrl: database.url,
    stores,
    fill: (kind, count) => stores.pool.add(MAIN_ARENA, madeUpPairs(kind, count)),
    close,
  };
}

async function promoteMadeUp({ policies }: Stores): Promise<void> {
  const { version } = await policies.add({
    arenaId: MAIN_ARENA,
    folder: "policies/none",
    status: "candidate",
    parent: null,
    reason: null,
    trainedOnRound: null,
    metrics: {},
    comparisonId: 0,
  });
  await policies.promote(MAIN_ARENA, version, []);
}

function madeUpPairs(kind: PairKind, count: number): NewPair[] {
  const response = (side: string, i: number) => ({
    text: `Answer ${side} number ${i}, about as long as answers are.`,
    tokens: Array.from({ length: 20 }, (_, token) => token),
    policyVersion: 0,
    reward: null,
  });
  return Array.from({ length: count }, (_, i) => ({
    kind,
    prompt: { id: `prompt-${i % 96}`, text: `Question ${i % 96}?` },
    a: response("one", i),
    b: response("two", i),
    priority: -i, // ranks, as the trainer gives them
  }));
}

import { afterAll, beforeAll } from "vitest";
import type { NewPair, NewVote, PairRecord, PlayerRecord, SessionRecord, Stores } from "../../server/arena/ports.ts";
import { openStores } from "../../server/store/open-stores.ts";
import { DEFAULT_SETTINGS } from "../../shared/round/settings.ts";
import type { Verdict } from "../../shared/round/verdict.ts";
import { freshDatabase } from "./database.ts";

/** Opens stores on a fresh database for the tests of a file and cleans both up; the getters are for use inside tests. */
export function withStores(): { readonly stores: Stores; readonly url: string } {
  let opened: { stores: Stores; url: string } | null = null;
  let cleanUp = async () => {};
  beforeAll(async () => {
    const database = await freshDatabase();
    const stores = openStores(database.url);
    opened = { stores, url: database.url };
    cleanUp = async () => {
      await stores.close();
      await database.drop();
    };
  });
  afterAll(() => cleanUp());
  const current = () => {
    if (opened === null) throw new Error("Stores are opened before the first test of the file");
    return opened;
  };
  return {
    get stores() {
      return current().stores;
    },
    get url() {
      return current().url;
    },
  };
}

let arenas = 1;
/** An arena of its own with a promoted version 0, so that tests in one database don't deal each other's pairs. */
export async function newArena(stores: Stores): Promise<number> {
  const arenaId = arenas++;
  const start = { parent: null, reason: null, metrics: {}, comparisonId: 0, trainedOnRound: null };
  await stores.policies.add({ ...start, arenaId, status: "promoted", folder: "policies/0" });
  return arenaId;
}

export async function newSession(stores: Stores): Promise<SessionRecord> {
  return (await stores.sessions.create(DEFAULT_SETTINGS)).session;
}

let nicknames = 0;
export async function newPlayer(stores: Stores, sessionId: string): Promise<PlayerRecord> {
  const joined = await stores.players.join({ sessionId, nickname: `player ${nicknames++}`, avatar: 1 });
  if (joined === "taken") throw new Error("The nickname was meant to be new");
  return joined.player;
}

let texts = 0;
/** A pair of made-up answers; `versions` are the policies that wrote A and B. */
export function newPair(
  pair: Partial<Pick<NewPair, "kind" | "priority">> & { versions?: [number, number] } = {},
): NewPair {
  const [a, b] = pair.versions ?? [0, 0];
  const response = (policyVersion: number) => ({
    text: `answer ${texts++}`,
    tokens: [1, 2, 3],
    policyVersion,
    reward: 0.5,
  });
  return {
    kind: pair.kind ?? "rapid",
    priority: pair.priority ?? 0,
    prompt: { id: "sky-1", text: "Why is the sky blue?" },
    a: response(a),
    b: response(b),
  };
}

export function newVote(pair: PairRecord, roundId: string, playerId: string, verdict: Verdict = "a"): NewVote {
  return { pairId: pair.id, roundId, playerId, verdict, decisionMs: 900 };
}

import { afterAll, afterEach, beforeEach } from "vitest";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { PolicyRecord } from "../../server/ports/models.ts";
import type { NewPair, PairRecord } from "../../server/ports/pool.ts";
import type { NewVote, RoundRecord } from "../../server/ports/rounds.ts";
import type { PlayerRecord, SessionRecord } from "../../server/ports/sessions.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import { DEFAULT_SETTINGS } from "../../shared/round/settings.ts";
import { emptiedDatabase } from "./emptied-database.ts";

/** Opens stores on a database that is as new for each test of a file, and cleans both up; for use inside tests. */
export function withStores(): { readonly stores: Stores; readonly url: string } {
  const database = emptiedDatabase();
  let opened: { stores: Stores; url: string } | null = null;
  beforeEach(async () => {
    const url = await database.asNew();
    opened = { stores: openStores(url), url };
  });
  afterEach(() => opened?.stores.close());
  afterAll(() => database.drop());
  const current = () => {
    if (opened === null) throw new Error("Stores are opened for each test; use them inside one");
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

/** Adds the next policy version, promoted unless told otherwise. */
export function newPolicy(stores: Stores, policy: Partial<PolicyRecord> = {}): Promise<PolicyRecord> {
  return stores.policies.add({
    arenaId: MAIN_ARENA,
    parent: null,
    status: "promoted",
    folder: "policies/x",
    reason: null,
    metrics: {},
    comparisonId: 0,
    trainedOnRound: null,
    ...policy,
  });
}

export async function newSession(stores: Stores): Promise<SessionRecord> {
  return (await stores.sessions.create(DEFAULT_SETTINGS)).session;
}

let nicknames = 0;
export async function newPlayer(stores: Stores, sessionId: string): Promise<PlayerRecord> {
  const joined = await stores.players.join({ sessionId, nickname: `player ${nicknames++}`, avatar: 1 });
  if (typeof joined === "string") throw new Error("The nickname was meant to be new");
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

export function newVote(
  pair: PairRecord,
  roundId: string,
  playerId: string,
  verdict: NewVote["verdict"] = "a",
): NewVote {
  return { pairId: pair.id, roundId, playerId, verdict, decisionMs: 900 };
}

/** A session with a promoted policy, an open round and as many players as asked. */
export async function newRound(
  stores: Stores,
  { players: wanted = 1 } = {},
): Promise<{ session: SessionRecord; round: RoundRecord; players: PlayerRecord[] }> {
  if ((await stores.policies.newest(MAIN_ARENA)) === null) await newPolicy(stores);
  const session = await newSession(stores);
  const players: PlayerRecord[] = [];
  for (let i = 0; i < wanted; i++) players.push(await newPlayer(stores, session.id));
  return { session, players, round: await stores.rounds.open({ sessionId: session.id, index: 1 }) };
}

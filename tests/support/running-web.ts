import { pino } from "pino";
import { afterAll, beforeAll } from "vitest";
import { openWeb, type Web } from "../../server/open-web.ts";
import { MAIN_ARENA } from "../../server/ports/arena.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import type { TrainingAccess } from "../../server/web/routes/training-routes.ts";
import type { CreateSession, SessionCreated } from "../../shared/protocol/sessions.ts";
import { freshDatabase } from "./database.ts";
import { newPair } from "./open-arena.ts";
import { type Seat, takeSeat } from "./seat.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** Nothing ends by itself in these: tests skip from beat to beat. */
export const SLOW: CreateSession = {
  rounds: 2,
  rapidMs: 300_000,
  showdownMs: 300_000,
  revealMs: 120_000,
  intermissionMs: 300_000,
};

const OWN_TRAINING: TrainingAccess = { engine: "tfjs", token: null, jobs: 0 };

export interface RunningWeb {
  readonly port: number;
  readonly stores: Stores;
  readonly dataDir: string;
  /** For what no use case writes. */
  readonly databaseUrl: string;
  createSession(settings?: CreateSession): Promise<SessionCreated>;
  player(code: string, nickname: string): Promise<Seat>;
  host(session: SessionCreated): Promise<Seat>;
}

/** A web process's insides on a fresh database with a policy and a filled pool, for the tests of a file. One a file: Colyseus is global. */
export function withWeb({
  pool = true,
  hostPassword = null as string | null,
  publicUrls = async (): Promise<readonly string[]> => [],
  trustProxy = 0,
  training = OWN_TRAINING,
} = {}): RunningWeb {
  let web: Web;
  let stores: Stores;
  let databaseUrl = "";
  const data = temporaryFolder();
  let cleanUp = async () => {};
  beforeAll(async () => {
    const database = await freshDatabase();
    databaseUrl = database.url;
    stores = openStores(databaseUrl);
    if (pool) await fillPool(stores);
    web = await openWeb(
      stores,
      {
        ...{ port: 0, host: "127.0.0.1", dataDir: data.path, databaseUrl: null, hostPassword, trustProxy, training },
        publicUrls: await publicUrls(),
      },
      pino({ level: "silent" }),
    );
    cleanUp = async () => {
      await web.close();
      await stores.close();
      await database.drop();
      data.remove();
    };
  });
  afterAll(() => cleanUp());
  return {
    get port() {
      return web.port;
    },
    get stores() {
      return stores;
    },
    get databaseUrl() {
      return databaseUrl;
    },
    dataDir: data.path,
    createSession: (settings = SLOW) => postSession(web.port, settings),
    player: (code, nickname) => takeSeat(web.port, code, { nickname }),
    host: ({ code, hostToken }) => takeSeat(web.port, code, { hostToken }),
  };
}

export async function postSession(port: number, settings: CreateSession): Promise<SessionCreated> {
  const response = await fetch(`http://127.0.0.1:${port}/api/sessions`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(settings),
  });
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as SessionCreated;
}

/** Two promoted versions, and pairs enough for every test of a file. */
export async function fillPool(stores: Stores): Promise<void> {
  for (const folder of ["policies/0", "policies/1"]) {
    const { version } = await stores.policies.add({
      ...{ arenaId: MAIN_ARENA, parent: null, status: "candidate", folder, reason: null, metrics: {} },
      ...{ comparisonId: 0, trainedOnRound: null },
    });
    await stores.policies.promote(MAIN_ARENA, version, []);
  }
  const rapid = Array.from({ length: 200 }, () => newPair({ versions: [1, 1] }));
  const showdown = Array.from({ length: 40 }, () => newPair({ kind: "showdown", versions: [1, 0] }));
  await stores.pool.add(MAIN_ARENA, [...rapid, ...showdown]);
}

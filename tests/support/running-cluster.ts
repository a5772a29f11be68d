import type { Client } from "@colyseus/sdk";
import { afterAll, beforeAll } from "vitest";
import { findProgram, PROGRAMS, type Program } from "../../server/experiments/servers/cluster/programs.ts";
import { type LocalCluster, startCluster } from "../../server/experiments/servers/cluster/start-cluster.ts";
import type { Stores } from "../../server/ports/stores.ts";
import { openStores } from "../../server/store/open-stores.ts";
import type { JoinOptions } from "../../shared/protocol/messages.ts";
import { PROTOCOL_VERSION } from "../../shared/round/view.ts";
import { freshDatabase } from "./database.ts";
import { quickEnvironment } from "./quick-environment.ts";
import { fillPool } from "./running-web.ts";
import { clientOf, type Seat, seatOf, takeSeat } from "./seat.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** What of a cluster isn't installed here, with how to install it; null where all is. Its tests are skipped then. */
export function missingPrograms(...needed: readonly Program[]): string | null {
  const missing = needed.filter((program) => findProgram(program, process.env.PATH ?? "") === null);
  if (missing.length === 0) return null;
  return missing.map((program) => `${program} isn't installed (${PROGRAMS[program]})`).join("; ");
}

/** A title that says why the tests below it are skipped, if they are. */
export const titled = (title: string, missing: string | null): string =>
  missing === null ? title : `${title} - SKIPPED: ${missing}`;

export interface RunningCluster {
  readonly cluster: LocalCluster;
  /** Of nginx. */
  readonly port: number;
  /** Joins as one does whom nginx leads to this process first; null: to any. */
  seatBy(node: string | null, code: string, options: Partial<JoinOptions>): Promise<Seat>;
  readonly stores: Stores;
  readonly databaseUrl: string;
  readonly dataDir: string;
  /** What the processes said, for tests that failed. */
  readonly said: readonly string[];
}

/** The clock of a machine that is set a minute late: leases must not mind. */
const MINUTE_LATE = "--import=data:text/javascript,const%20set=Date.now;Date.now=()=>set()-60000";

/** Two web processes behind nginx, one of them with a clock that is a minute late, with a Redis, on a fresh database with a policy and a filled pool, for the tests of a block. */
export function withCluster(): RunningCluster {
  let cluster: LocalCluster;
  let stores: Stores;
  let databaseUrl = "";
  const data = temporaryFolder();
  const said: string[] = [];
  let cleanUp = async () => {};
  beforeAll(async () => {
    const database = await freshDatabase();
    databaseUrl = database.url;
    stores = openStores(databaseUrl);
    await fillPool(stores);
    const quick = quickEnvironment();
    const environment = { ...quick, LOG_LEVEL: "warn" };
    const late = { NODE_OPTIONS: `${quick.NODE_OPTIONS ?? ""} ${MINUTE_LATE}` };
    const environmentOf = (node: string) => (node === "web-2" ? late : {});
    const plan = { webs: 2, trainer: false, port: 0, dataDir: data.path, databaseUrl, environment, environmentOf };
    const { signal } = new AbortController();
    const tell = (node: string, line: string) => said.push(`${node}: ${line}`);
    cluster = await startCluster(plan, signal, tell, (error) => said.push(error.message));
    cleanUp = async () => {
      await cluster.stop();
      await stores.close();
      await database.drop();
      data.remove();
    };
  });
  afterAll(() => cleanUp());
  return {
    get cluster() {
      return cluster;
    },
    get port() {
      return portIn(cluster.url);
    },
    async seatBy(node, code, options) {
      if (node === null) return takeSeat(portIn(cluster.url), code, options);
      const asked = cluster.webs.find(({ name }) => name === node)?.url;
      const response = await fetch(`${asked}/matchmake/joinById/${code}`, {
        method: "POST",
        headers: { "content-type": "application/json", "x-forwarded-host": new URL(cluster.url).host },
        body: JSON.stringify({ protocol: PROTOCOL_VERSION, ...options }),
      });
      const reservation = (await response.json()) as Reservation | { readonly error: string };
      if ("error" in reservation) throw new Error(reservation.error);
      return seatOf(await clientOf(portIn(cluster.url)).consumeSeatReservation(reservation));
    },
    get stores() {
      return stores;
    },
    get databaseUrl() {
      return databaseUrl;
    },
    dataDir: data.path,
    said,
  };
}

type Reservation = Parameters<Client["consumeSeatReservation"]>[0];

const portIn = (url: string): number => Number(new URL(url).port);

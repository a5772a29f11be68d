import { openCluster } from "../../../store/postgres/embedded/cluster.ts";
import { startCluster } from "../../servers/cluster/start-cluster.ts";
import { isAlive, type StartedServer } from "./started-server.ts";

const TAIL = 4_000;

/** Web processes behind nginx, with Redis and a trainer, whose processes can be killed. */
export async function startKillableCluster(
  webs: number,
  environment: Readonly<Record<string, string | undefined>>,
  dataDir: string,
  abort: AbortController,
): Promise<StartedServer> {
  let said = "";
  const hear = (node: string, line: string) => {
    said = `${said}${node}: ${line}\n`.slice(-TAIL);
  };
  const plan = { webs, trainer: true, port: 0, dataDir, environment };
  const cluster = await startCluster(plan, abort.signal, hear, (error) => abort.abort(error));
  const database = openCluster(dataDir);
  const nodes = [...cluster.webs, ...(cluster.trainer === null ? [] : [cluster.trainer])];

  return {
    url: cluster.url,
    async pidOf(victim) {
      if (victim === "postgres") return database.pid();
      return nodes.find(({ name }) => name === victim)?.pid ?? null;
    },
    lastWords: () => said,
    async stop() {
      const pids = nodes.flatMap(({ pid }) => (pid === null ? [] : [pid]));
      await cluster.stop();
      return { code: 0, leftRunning: pids.filter(isAlive).length + (database.isRunning() ? 1 : 0) };
    },
  };
}

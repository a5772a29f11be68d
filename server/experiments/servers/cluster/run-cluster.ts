import { resolve } from "node:path";
import { buildClientIfStale } from "../../../build-client.ts";
import { prepareDataFolder } from "../../../data-folder.ts";
import { throwAwayDataDir } from "../own-servers.ts";
import { abortable } from "../waiting.ts";
import { programs } from "./programs.ts";
import { startCluster } from "./start-cluster.ts";

export interface ClusterOptions {
  readonly webs: number;
  readonly port: number;
  readonly data?: string;
  readonly trainer: boolean;
}

/** Starts a cluster, says where it is, and waits to be stopped. Leaves nothing behind but what `--data` keeps. */
export async function runCluster(
  options: ClusterOptions,
  environment: Readonly<Record<string, string | undefined>>,
  say: (line: string) => void,
  abort: AbortController,
): Promise<void> {
  programs(environment.PATH ?? ""); // told before anything is built
  if (await buildClientIfStale()) say("Built the pages.");
  const { dataDir, remove } = await dataFolder(options.data);
  try {
    say(`Starting Redis, ${options.webs} web processes, ${options.trainer ? "a trainer, " : ""}nginx and Postgres…`);
    const plan = { ...options, dataDir, environment: { NODE_NO_WARNINGS: "1", ...environment } };
    const tell = (node: string, line: string) => {
      const said = notable(line);
      if (said !== null) say(`${node}: ${said}`);
    };
    const cluster = await startCluster(plan, abort.signal, tell, (error) => abort.abort(error));
    try {
      const nodes = cluster.webs.map(({ name, url, pid }) => `  ${name}  ${url}  process ${pid}`);
      say(["", `Thumbwar runs at ${cluster.url}`, ...nodes, `  Redis  ${cluster.redis.url}`, ""].join("\n"));
      say("Create a game at /host and kill a web process: its players come back. Press Ctrl+C to stop everything.");
      await abortable(new Promise<never>(() => {}), abort.signal);
    } finally {
      await cluster.stop();
    }
  } finally {
    await remove();
  }
}

async function dataFolder(kept: string | undefined) {
  if (kept === undefined) return throwAwayDataDir();
  const dataDir = resolve(kept);
  await prepareDataFolder(dataDir);
  return { dataDir, remove: async () => {} };
}

/** Warnings and errors, and what isn't a line of the log. */
function notable(line: string): string | null {
  try {
    const {
      level = 0,
      msg = "",
      err,
    } = JSON.parse(line) as { level?: number; msg?: string; err?: { message?: string } };
    return level < 40 ? null : `${msg}${err?.message === undefined ? "" : ` (${err.message})`}`;
  } catch {
    return line;
  }
}

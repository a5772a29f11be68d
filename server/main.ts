import { lookup } from "node:dns/promises";
import { flushCompileCache } from "node:module";
import { networkInterfaces } from "node:os";
import { type Logger, pino } from "pino";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { stopOnSignal, tellReady } from "./kept-process.ts";
import { lastResort } from "./last-resort.ts";
import { limitedLog } from "./limited-log.ts";
import { openTraces } from "./open-traces.ts";
import type { Web } from "./open-web.ts";
import { traceFields } from "./ports/tracing.ts";
import { DatabaseUnusable } from "./store/postgres/address.ts";
import { openDatabase } from "./store/postgres/open-database.ts";
import { isStuckConnection } from "./store/postgres/until-available.ts";
import { collectWhenCalm, resolveOnce } from "./tune-node.ts";
import { isPublic, lanAddresses, OPEN_TO_ALL, readyLines } from "./web/front-door/lan-addresses.ts";
import { hostsNotFound } from "./web/front-door/public-url.ts";
import { requestFields } from "./web/operating/follow-requests.ts";

const NOT_FOUND =
  "The host of PUBLIC_URL can't be found from here. Is it typed right? Players open this address, and QR codes hold it";
const STOP_WITHIN_MS = 10_000;

/** The web process. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({
    ...{ level: config.logLevel, base: { process: "web" } },
    mixin: () => ({ ...requestFields(), ...traceFields() }),
  });
  const opened = new AsyncDisposableStack();
  const stopping = new AbortController();
  const opening = open(config, log, opened, stopping.signal);
  const close = async () => {
    stopping.abort(new Error("The web process was stopped while it opened"));
    await Promise.allSettled([opening]); // something half open can't be closed
    await opened.disposeAsync();
  };
  const handOver = async (atOnce: AbortSignal) => {
    const web = await Promise.race([opening, null]); // null while it still opens
    await web?.handOver(atOnce);
  };
  stopOnSignal(close, STOP_WITHIN_MS, log, handOver);
  collectWhenCalm();
  const now = () => performance.now();
  lastResort({ close, withinMs: STOP_WITHIN_MS, log, now, isEverybodys: isStuckConnection });
  try {
    await opening;
  } catch (error) {
    if (stopping.signal.aborted) return; // whoever stops the process ends it
    await close();
    throw error;
  }
  tellReady();
  flushCompileCache(); // so that the next process loads quickly even if this one is killed
}

/** Opens everything, and waits for a database that is away. What must be closed again is put on the stack. */
async function open(config: Config, log: Logger, opened: AsyncDisposableStack, signal: AbortSignal): Promise<Web> {
  const traces = await openTraces(
    "thumbwar-web",
    config.operating,
    limitedLog(log.child({ part: "traces" }), () => performance.now()),
  );
  opened.defer(() => traces.close());
  const loading = loadModules();
  loading.catch(() => {}); // awaited below
  const database = await openDatabase(config, log, 0, signal);
  opened.defer(() => database.stop());
  const { migrateDatabase, openPrometheus, openStores, patientStores, openWeb, openRedis, claimName, tellConnected } =
    await loading;
  await migrateDatabase(database.directUrl, log, signal);
  const metrics = openPrometheus();
  const stores = openStores(database.url, { ...database, metrics });
  opened.defer(() => stores.close());
  const { cluster } = config;
  const redis = cluster.redisUrl === null ? null : await openRedis(cluster.redisUrl, log, signal);
  opened.defer(async () => redis?.close());
  const claim = await claimName(stores, cluster, log, signal);
  opened.defer(() => claim.release());
  if (config.databaseUrl !== null) await tellConnected(stores, cluster.nodeName, log).catch(() => {}); // of no use to players
  const settings = { ...config, nodeName: cluster.nodeName, redis };
  const web = await openWeb(patientStores(stores, { log, signal }), settings, log, metrics);
  opened.defer(() => web.close());
  const lan = lanAddresses(config.host, networkInterfaces());
  for (const line of readyLines(web.port, config.publicUrls, lan)) log.info({ port: web.port }, line);
  void hostsNotFound(config.publicUrls, lookup).then((hosts) => {
    for (const host of hosts) log.warn({ host }, NOT_FOUND);
  });
  if (config.hostPassword === null && isPublic(config.publicUrls, lan)) log.warn(OPEN_TO_ALL);
  return web;
}

/** Loads the rest of the program. That takes longest at start, so Postgres starts meanwhile. */
async function loadModules() {
  resolveOnce("drizzle-orm");
  const modules = [
    import("./store/postgres/migrate.ts"),
    import("./store/open-stores.ts"),
    import("./store/postgres/until-available.ts"),
    import("./open-web.ts"),
    import("./web/operating/prometheus.ts"),
    import("./cluster/redis.ts"),
    import("./cluster/claim-name.ts"),
    import("./store/postgres/connected-processes.ts"),
  ] as const;
  const [migrate, stores, patience, web, prometheus, redis, names, processes] = await Promise.all(modules);
  return { ...migrate, ...stores, ...patience, ...web, ...prometheus, ...redis, ...names, ...processes };
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

function explain(error: unknown): unknown {
  if (error instanceof ConfigError || error instanceof DatabaseUnusable) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is in use. Stop the other server, or set PORT to another one.";
  }
  return error;
}

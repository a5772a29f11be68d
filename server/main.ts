import { networkInterfaces } from "node:os";
import { type Logger, pino } from "pino";
import { collectWhenCalm } from "./collect-when-calm.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { lanAddresses } from "./lan-addresses.ts";
import { lastResort } from "./last-resort.ts";
import { stopOnSignal } from "./stop-on-signal.ts";
import { openDatabase } from "./store/open-database.ts";

const STOP_WITHIN_MS = 10_000;

/** The web process. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "web" } });
  const opened = new AsyncDisposableStack();
  const opening = open(config, log, opened);
  const close = async () => {
    await Promise.allSettled([opening]); // what is half open can't be closed
    await opened.disposeAsync();
  };
  stopOnSignal(close, STOP_WITHIN_MS, log);
  collectWhenCalm();
  lastResort({ close, withinMs: STOP_WITHIN_MS, log, now: () => performance.now() });
  try {
    await opening;
  } catch (error) {
    await close();
    throw error;
  }
}

/** Opens everything; what has to be closed again is put on the stack. */
async function open(config: Config, log: Logger, opened: AsyncDisposableStack): Promise<void> {
  const loading = loadModules();
  loading.catch(() => {}); // met below
  const database = await openDatabase(config, log);
  opened.defer(() => database.stop());
  const { migrateDatabase, openStores, openWeb } = await loading;
  await migrateDatabase(database.url);
  const stores = openStores(database.url);
  opened.defer(() => stores.close());
  const web = await openWeb(stores, config, log);
  opened.defer(() => web.close());
  const [address] = lanAddresses(config.host, networkInterfaces());
  const elsewhere = address === undefined ? "" : `; other devices in this network: http://${address}:${web.port}`;
  log.info({ port: web.port }, `Thumbwar is ready: http://localhost:${web.port}${elsewhere}`);
}

/** Loading the rest of the program takes longer than anything else at start; Postgres starts meanwhile. */
async function loadModules() {
  const modules = [import("./store/migrate.ts"), import("./store/open-stores.ts"), import("./open-web.ts")] as const;
  const [{ migrateDatabase }, { openStores }, { openWeb }] = await Promise.all(modules);
  return { migrateDatabase, openStores, openWeb };
}

main().catch((error: unknown) => {
  console.error(explain(error));
  process.exit(1);
});

function explain(error: unknown): unknown {
  if (error instanceof ConfigError) return error.message;
  if (error instanceof Error && "code" in error && error.code === "EADDRINUSE") {
    return "The port is in use. Stop the other server, or set PORT to another one.";
  }
  return error;
}

import { pino } from "pino";
import { ConfigError, readConfig } from "./config.ts";
import { openWeb, type Web } from "./open-web.ts";
import { migrateDatabase } from "./store/migrate.ts";
import { openDatabase } from "./store/open-database.ts";
import { openStores } from "./store/open-stores.ts";

/** The web process. */
async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "web" } });
  // A promise that a library forgot must not end everybody's game; what is thrown outside of a promise still does.
  process.on("unhandledRejection", (error) => log.error({ err: error }, "A promise was rejected and nobody looked"));
  const database = await openDatabase(config, log);
  await migrateDatabase(database.url);
  const stores = openStores(database.url);

  let web: Web;
  try {
    web = await openWeb(stores, config, log);
  } catch (error) {
    await stores.close();
    await database.stop();
    throw error;
  }
  log.info({ port: web.port }, `Thumbwar is ready: http://localhost:${web.port}`);

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    log.info("Stopping");
    await web.close();
    await stores.close();
    await database.stop();
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT", "disconnect"] as const) process.on(signal, () => void stop());
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

import { spawn } from "node:child_process";
import { createServer } from "node:net";
import { fileURLToPath } from "node:url";
import { pino } from "pino";
import { buildClientIfStale } from "./build-client.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { type KeptProcess, keepRunning } from "./keep-running.ts";

/**
 * `npm start`: the web process and, beside it, a trainer; each is started again when it dies. They share a channel with this
 * process, whose closing tells them that it was killed.
 */

const WEB_GRACE_MS = 20_000;
/** The trainer finishes the iteration under way. */
const TRAINER_GRACE_MS = 20_000;

async function main(): Promise<void> {
  const config = readConfig(process.env);
  const log = pino({ level: config.logLevel, base: { process: "start" } });
  await assertPortFree(config);
  if (await buildClientIfStale()) log.info("Built the client");

  const keep = (name: string, entry: string, graceMs: number): KeptProcess =>
    keepRunning(() => spawn(process.execPath, [path(entry)], { stdio: ["inherit", "inherit", "inherit", "ipc"] }), {
      graceMs,
      onExit: (reason, pauseMs) => log.warn({ reason, pauseMs }, `The ${name} process ended; starting it again`),
    });
  const kept = [keep("web", "main.ts", WEB_GRACE_MS)];
  if (config.trainer) kept.push(keep("trainer", "trainer/main.ts", TRAINER_GRACE_MS));

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all(kept.map((child) => child.stop()));
    process.exit(0);
  };
  for (const signal of ["SIGTERM", "SIGINT"] as const) process.on(signal, () => void stop());
}

/** Before anything is built or opened, so that a second start changes nothing. */
function assertPortFree({ port, host }: Config): Promise<void> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "EADDRINUSE" ? new PortInUse(port) : error),
    );
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}

class PortInUse extends Error {
  constructor(port: number) {
    super(
      `Port ${port} is in use. If Thumbwar is running already, open http://localhost:${port}; otherwise set PORT to another one.`,
    );
  }
}

function path(entry: string): string {
  return fileURLToPath(new URL(entry, import.meta.url));
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError || error instanceof PortInUse ? error.message : error);
  process.exit(1);
});

import { availableParallelism, loadavg } from "node:os";
import type { Browser } from "playwright-core";
import { buildClientIfStale } from "../../build-client.ts";
import { type OwnServers, startOwnServers } from "../servers/own-servers.ts";
import { launchBrowser } from "./frames/measured-browser.ts";
import { type MadeUpArena, openMadeUpArena } from "./made-up-arena.ts";

/** A browser, and a web process of our own whose arena has made-up versions and no trainer. */
export interface BrowserAndArena {
  readonly browser: Browser;
  readonly own: OwnServers;
  readonly arena: MadeUpArena;
  readonly signal: AbortSignal;
  /** Ends the measurement with an error. */
  fail(error: Error): void;
}

/** What a browser's measurements are to be read with. */
export interface Circumstances {
  readonly browser: string;
  readonly cores: number;
  /** Of the last minute, before and after. */
  readonly load: readonly [number, number];
}

/** Opens them for a measurement; whatever happens, nothing that was started is left behind. */
export async function withBrowserAndArena<T>(
  environment: Readonly<Record<string, string | undefined>>,
  abort: AbortController,
  measure: (open: BrowserAndArena) => Promise<T>,
): Promise<T & Circumstances> {
  const { signal } = abort;
  const fail = (error: Error) => abort.abort(error);
  const before = loadavg()[0]!;
  const cleanUp: (() => Promise<unknown>)[] = [];
  try {
    const browser = await launchBrowser(environment);
    cleanUp.unshift(() => browser.close());
    await buildClientIfStale();
    const own = await startOwnServers(environment, { trainer: false }, signal, fail);
    cleanUp.unshift(() => own.stop());
    const arena = await openMadeUpArena(own.dataDir);
    cleanUp.unshift(() => arena.close());
    const measured = await measure({ browser, own, arena, signal, fail });
    const circumstances = { browser: `Chromium ${browser.version()}`, cores: availableParallelism() };
    return { ...measured, ...circumstances, load: [before, loadavg()[0]!] };
  } catch (error) {
    throw signal.aborted ? signal.reason : error;
  } finally {
    for (const task of cleanUp) await task();
  }
}

import type { Logger } from "pino";
import { limitedLog } from "./limited-log.ts";
import { culpritAtWork } from "./web/front-door/culprit.ts";

interface LastResort {
  /** Ends the process's work in order. */
  readonly close: () => Promise<void>;
  /** How long that may take. */
  readonly withinMs: number;
  readonly log: Logger;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
}

/**
 * What the web process does about an error that nobody caught. There are three kinds.
 *
 * A callback that ran on behalf of one connection, such as a timer that a library set while it read a frame: what it left half done is
 * that connection's. So the connection ends, and the process goes on. To end instead would hand everybody's game to whoever
 * finds the next such frame.
 *
 * A promise that was rejected and that nobody looked at: its work has already been given up in order, by whoever awaited it. The
 * log says so, and the process goes on.
 *
 * Anything else, such as a game's clock or a store's connection: nobody can say what state is left, and a room whose clock died
 * would stand still for good. So the process ends, and is started again by `npm start`. No acknowledged vote is in danger, since a vote is
 * acknowledged after its commit; and as with a signal, rooms are told and votes under way waited for, but not for longer than
 * `withinMs`, as the closing may be what is broken. Players come back by themselves with their tokens, and the round goes on.
 */
export function lastResort({ close, withinMs, log, now }: LastResort): void {
  const limited = limitedLog(log, now);
  let ending = false;

  async function end(error: unknown): Promise<void> {
    if (ending) return;
    ending = true;
    log.fatal({ err: error }, "An error that is nobody's; ending, to be started again");
    setTimeout(() => process.exit(1), withinMs);
    await close().catch((fault: unknown) => log.error({ err: fault }, "Could not stop in order"));
    process.exit(1);
  }

  process.on("uncaughtException", (error) => {
    const culprit = culpritAtWork();
    if (culprit === null) return void end(error);
    limited.error({ err: error }, "What a client sent led to an error later on; its connection ends");
    culprit.cut();
  });
  process.on("unhandledRejection", (error) =>
    limited.error({ err: error }, "A promise was rejected and nobody looked"),
  );
}

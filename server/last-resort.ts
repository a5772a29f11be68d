import type { Logger } from "pino";
import { limitedLog } from "./limited-log.ts";
import { culpritAtWork } from "./web/front-door/guarded-socket.ts";

interface LastResort {
  /** Stops the process's work in order. */
  readonly close: () => Promise<void>;
  /** How long `close` may take. */
  readonly withinMs: number;
  readonly log: Logger;
  /** Monotonic, milliseconds. */
  readonly now: () => number;
  /** Whether an error breaks what everybody uses, for whomever the code ran that threw it. */
  readonly isEverybodys: (error: unknown) => boolean;
}

/**
 * What the web process does about an error that nobody caught. There are three kinds.
 *
 * A callback that ran for one connection, such as a timer that a library set while it read a frame. What it left half
 * done belongs to that connection, so the connection ends and the process goes on. If the process ended, anybody who
 * finds such a frame could end everybody's game.
 *
 * A rejected promise that nobody awaited. Whoever started that work has given it up in order. The log says so, and
 * the process goes on.
 *
 * Anything else, such as a game's clock or a store's connection, even where a client's request had opened that. Nobody knows what state is left, and a room whose
 * clock died would stand still for good. So the process ends, and `npm start` starts it again. Acknowledged votes are
 * safe, since a vote is acknowledged after its commit. As with a signal, rooms are told and votes under way are
 * waited for, but at most for `withinMs`, because the closing itself may be broken. Players come back by themselves
 * with their tokens, and the round goes on.
 */
export function lastResort({ close, withinMs, log, now, isEverybodys }: LastResort): void {
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
    const culprit = isEverybodys(error) ? null : culpritAtWork();
    if (culprit === null) return void end(error);
    limited.error({ err: error }, "What a client sent led to an error later on; its connection ends");
    culprit.cut();
  });
  process.on("unhandledRejection", (error) =>
    limited.error({ err: error }, "A promise was rejected and nobody looked"),
  );
}

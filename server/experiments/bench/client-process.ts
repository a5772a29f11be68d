import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";

/** A process of clients, so that measuring takes no time from the process that measures. It is asked one thing at a time. */
export interface ClientProcess<Asked, Said extends object> {
  /** Resolves with the first message that has the wanted key. */
  ask<K extends string>(message: Asked, wanted: K): Promise<Extract<Said, { readonly [P in K]: unknown }>>;
  stop(): Promise<void>;
}

/**
 * @param file its entry. It ends when its channel closes, and says `{ failed: "..." }` where it can't go on.
 * @param what it is called in errors, such as "the players"
 */
export function openClientProcess<Asked extends object, Said extends object>(
  file: string,
  what: string,
  signal: AbortSignal,
): ClientProcess<Asked, Said> {
  const child: ChildProcess = spawn(process.execPath, [file], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const gone = once(child, "exit");
  return {
    ask<K extends string>(message: Asked, wanted: K) {
      type Wanted = Extract<Said, { readonly [P in K]: unknown }>;
      const answer = Promise.withResolvers<Wanted>();
      const hear = (said: Said) => {
        if ("failed" in said) answer.reject(new Error(`${what} stopped: ${String(said.failed)}`));
        else if (wanted in said) answer.resolve(said as Wanted);
      };
      const abort = () => answer.reject(signal.reason);
      signal.addEventListener("abort", abort, { once: true });
      child.on("message", hear);
      gone.then(([code]) => answer.reject(new Error(`the process of ${what} ended (exit code ${code})`)));
      child.send(message);
      return answer.promise.finally(() => {
        child.off("message", hear);
        signal.removeEventListener("abort", abort);
      });
    },
    async stop() {
      child.kill("SIGKILL"); // it has nothing to clean up
      await gone;
    },
  };
}

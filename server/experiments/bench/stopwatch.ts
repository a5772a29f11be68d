/** Milliseconds by the clock, and of all threads of the process, which other work on the machine hardly changes. */
export interface Spent {
  readonly clock: number;
  readonly cpu: number;
}

/** Adds up what the calls of a function take. */
export interface Stopwatch {
  readonly spent: Spent;
  reset(): void;
  /** The same function, whose calls count. */
  around<Given extends readonly unknown[], Result>(
    work: (...given: Given) => Promise<Result>,
  ): (...given: Given) => Promise<Result>;
}

export function stopwatch(): Stopwatch {
  let spent: Spent = { clock: 0, cpu: 0 };
  return {
    get spent() {
      return spent;
    },
    reset() {
      spent = { clock: 0, cpu: 0 };
    },
    around:
      (work) =>
      async (...given) => {
        const [from, before] = [performance.now(), process.cpuUsage()];
        try {
          return await work(...given);
        } finally {
          const { user, system } = process.cpuUsage(before);
          spent = { clock: spent.clock + performance.now() - from, cpu: spent.cpu + (user + system) / 1000 };
        }
      },
  };
}

import { type Command, InvalidArgumentError } from "commander";
import { arenaNameOf, MAIN_NAME } from "../../shared/protocol/arenas.ts";
import { MAIN_ARENA } from "../ports/arena.ts";

export class StoppedBySignal extends Error {}

/** Aborted by the first signal to end, with `StoppedBySignal` as its reason. */
export function abortOnSignal(): AbortController {
  const abort = new AbortController();
  for (const name of ["SIGINT", "SIGTERM", "SIGHUP"] as const)
    process.on(name, () => abort.abort(new StoppedBySignal(`stopped by ${name}`)));
  return abort;
}

/** Does what the command line asks for. An error ends the process with one line and the exit code 1. */
export async function run(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    process.stderr.write(`${program.name()}: ${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

/** Reads the argument of an option. Throws commander's InvalidArgumentError, which commander prints beside the option's name. */
type Parser<T> = (text: string) => T;

/** Whole numbers, both bounds included. */
export const whole = (min: number, max = Number.MAX_SAFE_INTEGER): Parser<number> => {
  const rule = max === Number.MAX_SAFE_INTEGER ? `, ${min} or more` : ` from ${min} to ${max}`;
  return numberThat((value) => Number.isInteger(value) && value >= min && value <= max, `a whole number${rule}`);
};

/** Numbers, both bounds included. */
export const between = (min: number, max: number): Parser<number> =>
  numberThat((value) => value >= min && value <= max, `a number from ${min} to ${max}`);

/** A share of votes that are flipped: at a half nothing would be left to learn. */
export const belowHalf: Parser<number> = numberThat(
  (value) => value >= 0 && value < 0.5,
  "a number, 0 or more and below 0.5",
);

export const positive: Parser<number> = numberThat((value) => value > 0 && Number.isFinite(value), "a number above 0");

function numberThat(holds: (value: number) => boolean, what: string): Parser<number> {
  return (text) => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (!holds(value)) throw new InvalidArgumentError(`It must be ${what}.`);
    return value;
  };
}

/** Items between commas, each once. */
export const listOf =
  <T>(item: Parser<T>): Parser<T[]> =>
  (text) => [...new Set(text.split(",").map(item))];

/** One of some names, for lists; a single one is told to commander by `Option.choices`. */
export const oneOf =
  <T extends string>(names: readonly T[]): Parser<T> =>
  (text) => {
    const found = names.find((name) => name === text);
    if (found === undefined) throw new InvalidArgumentError(`"${text}" is none of ${names.join(", ")}.`);
    return found;
  };

/** Names between commas that somebody else looks up; none at all are allowed. */
export const names: Parser<string[]> = (text) => text.split(",").filter((name) => name !== "");

/** An arena by its name, as in its address, or by its number. */
export const arena: Parser<string> = (text) => {
  if (text.trim() === "")
    throw new InvalidArgumentError("It must be the name or the number of an arena, such as main.");
  return text.trim();
};

/**
 * An action that takes the number of an arena, for options that hold its name or number. The database is asked for names alone.
 * @throws Error that says which names there are, where no arena has this one
 */
export function inArena<Options extends { readonly arena?: number }>(action: (options: Options) => Promise<void>) {
  return async (options: Omit<Options, "arena"> & { readonly arena?: string }): Promise<void> => {
    const { arena: named } = options;
    const id = named === undefined ? {} : { arena: await arenaIdOf(named) };
    await action({ ...options, ...id } as Options);
  };
}

async function arenaIdOf(named: string): Promise<number> {
  if (named === MAIN_NAME) return MAIN_ARENA;
  if (/^\d{1,9}$/.test(named)) return Number(named);
  const { withStores } = await import("../datasets/files/data-command.ts"); // other commands start without a database
  return withStores(async ({ arenas }) => {
    const found = await arenas.byName(arenaNameOf(named));
    if (found !== null) return found.id;
    const listed = (await arenas.listed()).map(({ name }) => name).join(", ");
    throw new Error(
      `There is no arena ${named}. Public ones are ${listed}; others go by the name in their address, /a/NAME.`,
    );
  });
}

export const webAddress: Parser<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError("It must be an http or https address.");
  return text;
};

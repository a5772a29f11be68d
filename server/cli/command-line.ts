import { type Command, InvalidArgumentError } from "commander";

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

export const webAddress: Parser<string> = (text) => {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol))
    throw new InvalidArgumentError("It must be an http or https address.");
  return text;
};

import type { LeftOutReason } from "../../shared/protocol/imports.ts";

/** Says what is wrong with data that came from outside, where, and what to do about it. */
export class DatasetProblem extends Error {
  override readonly name = "DatasetProblem";
}

/** A row of a known kind that is no comparison, as one with two equal answers. Importers may pass over it, and count it by its reason. */
export class UnusableRow extends DatasetProblem {
  readonly reason: LeftOutReason;

  constructor(reason: LeftOutReason, message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What a value is, in words for a message: "a number (42)". */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list";
  if (typeof value === "string") return "a text";
  if (typeof value === "object")
    return `an object with ${Object.keys(value).slice(0, 6).join(", ") || "nothing in it"}`;
  return `a ${typeof value} (${String(value)})`;
}

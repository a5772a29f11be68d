import type { GgufHeader, GgufValue } from "./read-header.ts";

/** Reads a file's metadata by name. Every error names the field. */
export interface GgufFields {
  has(name: string): boolean;
  /** A whole number above 0. */
  count(name: string, fallback?: number): number;
  number(name: string, fallback?: number): number;
  /** Undefined where the file has none. */
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  /** A place in the vocabulary; undefined where the file has none. */
  id(name: string): number | undefined;
  texts(name: string): readonly string[] | undefined;
  numbers(name: string): readonly number[] | undefined;
}

const shown = (value: GgufValue | undefined): string =>
  value === undefined ? "none" : Array.isArray(value) ? `a list of ${value.length}` : String(value).slice(0, 60);

export function fieldsOf({ fields }: Pick<GgufHeader, "fields">): GgufFields {
  const wrong = (name: string, wanted: string) =>
    new Error(`field "${name}" must be ${wanted}, got ${shown(fields.get(name))}`);
  /** 64-bit numbers are numbers like others: none of a header is too large. */
  const plain = (name: string): GgufValue | undefined => {
    const value = fields.get(name);
    return typeof value === "bigint" ? Number(value) : value;
  };
  const optional = <T>(name: string, isRight: (value: GgufValue) => value is T & GgufValue, wanted: string) => {
    const value = plain(name);
    if (value === undefined || isRight(value)) return value;
    throw wrong(name, wanted);
  };
  const isNumber = (value: GgufValue): value is number => typeof value === "number" && Number.isFinite(value);
  const isCount = (value: GgufValue): value is number => isNumber(value) && Number.isInteger(value) && value > 0;
  const isId = (value: GgufValue): value is number => isNumber(value) && Number.isInteger(value) && value >= 0;
  const isText = (value: GgufValue): value is string => typeof value === "string";
  const isFlag = (value: GgufValue): value is boolean => typeof value === "boolean";
  const isTexts = (value: GgufValue): value is readonly string[] => Array.isArray(value) && value.every(isText);
  const isNumbers = (value: GgufValue): value is readonly number[] => Array.isArray(value) && value.every(isNumber);
  const needed = <T>(name: string, value: T | undefined, fallback: T | undefined, wanted: string): T => {
    const given = value ?? fallback;
    if (given === undefined) throw wrong(name, wanted);
    return given;
  };
  return {
    has: (name) => fields.has(name),
    count: (name, fallback) =>
      needed(name, optional<number>(name, isCount, "a whole number above 0"), fallback, "a whole number above 0"),
    number: (name, fallback) => needed(name, optional<number>(name, isNumber, "a number"), fallback, "a number"),
    text: (name) => optional<string>(name, isText, "a text"),
    flag: (name) => optional<boolean>(name, isFlag, "true or false"),
    id: (name) => optional<number>(name, isId, "a whole number from 0"),
    texts: (name) => optional<readonly string[]>(name, isTexts, "a list of texts"),
    numbers: (name) => optional<readonly number[]>(name, isNumbers, "a list of numbers"),
  };
}

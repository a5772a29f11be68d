/** A parsed `config.json`, field by field. What a file leaves out is as its family's class in transformers has it. */
export interface ConfigFields {
  /** As it stands, or by default; null counts as given. */
  value(name: string): unknown;
  /** A whole number above 0. */
  count(name: string, fallback?: number): number;
  /** A number above 0. */
  positive(name: string, fallback?: number): number;
  /** A number above 0, or null where the file says null. */
  positiveOrNull(name: string): number | null;
  flag(name: string): boolean;
  /** Null where it isn't given. */
  list(name: string): readonly unknown[] | null;
}

/** @throws Error that names the field, from each of its functions */
export function configFields(
  json: Readonly<Record<string, unknown>>,
  defaults: Readonly<Record<string, unknown>>,
): ConfigFields {
  const value = (name: string): unknown => (json[name] === undefined ? defaults[name] : json[name]);
  const wrong = (name: string, wanted: string) =>
    new Error(`config.json: "${name}" must be ${wanted}, got ${JSON.stringify(json[name])}`);
  const isPositive = (found: unknown): found is number =>
    typeof found === "number" && Number.isFinite(found) && found > 0;
  return {
    value,
    count(name, fallback) {
      const found = value(name) ?? fallback;
      if (!isPositive(found) || !Number.isInteger(found)) throw wrong(name, "a whole number above 0");
      return found;
    },
    positive(name, fallback) {
      const found = value(name) ?? fallback;
      if (!isPositive(found)) throw wrong(name, "a number above 0");
      return found;
    },
    positiveOrNull(name) {
      const found = value(name) ?? null;
      if (found !== null && !isPositive(found)) throw wrong(name, "a number above 0 or null");
      return found;
    },
    flag(name) {
      const found = value(name) ?? false;
      if (typeof found !== "boolean") throw wrong(name, "true or false");
      return found;
    },
    list(name) {
      const found = value(name) ?? null;
      if (found !== null && !Array.isArray(found)) throw wrong(name, "a list");
      return found;
    },
  };
}

/**
 * A table of fields, in the order in which Colyseus numbers them. What travels to browsers is written down once in such a table. From
 * it derive the type of the values (`ValueOf`), the Colyseus schema that sends them (`server/game/room/room-state.ts`), and the copy
 * that a browser makes of them (`copyOf`).
 */
export type WireFields = { readonly [name: string]: WireField };

export type WireField = PlainField<unknown> | RecordField | OptionalField | ListField | MapField;

/** How a plain value is sent; the names are Colyseus'. */
type Encoding = "string" | "boolean" | "uint8" | "uint16" | "uint32" | "int32" | "float64";

interface PlainField<T> {
  readonly kind: "plain";
  readonly encoding: Encoding;
  /** Carries the type; no table has a value here. */
  readonly holds?: T;
}

/** A record, which is also a field of the record around it. */
export interface RecordField<F extends WireFields = WireFields> {
  readonly kind: "record";
  /** On the wire. */
  readonly name: string;
  readonly fields: F;
}

interface OptionalField<R extends RecordField = RecordField> {
  readonly kind: "optional";
  readonly of: R;
}

interface ListField<R extends RecordField = RecordField> {
  readonly kind: "list";
  readonly of: R;
}

interface MapField<R extends RecordField = RecordField> {
  readonly kind: "map";
  readonly of: R;
}

/** The type of what a field, or a whole record, holds. */
export type ValueOf<F> =
  F extends PlainField<infer T>
    ? T
    : F extends RecordField<infer G>
      ? { readonly [K in keyof G]: ValueOf<G[K]> }
      : F extends OptionalField<infer R>
        ? ValueOf<R> | null
        : F extends ListField<infer R>
          ? readonly ValueOf<R>[]
          : F extends MapField<infer R>
            ? ReadonlyMap<string, ValueOf<R>>
            : never;

export const text = <T extends string = string>(): PlainField<T> => ({ kind: "plain", encoding: "string" });
export const flag: PlainField<boolean> = { kind: "plain", encoding: "boolean" };
export const uint8: PlainField<number> = { kind: "plain", encoding: "uint8" };
export const uint16: PlainField<number> = { kind: "plain", encoding: "uint16" };
export const uint32: PlainField<number> = { kind: "plain", encoding: "uint32" };
export const int32: PlainField<number> = { kind: "plain", encoding: "int32" };
export const float64: PlainField<number> = { kind: "plain", encoding: "float64" };

export const record = <F extends WireFields>(name: string, fields: F): RecordField<F> => ({
  kind: "record",
  name,
  fields,
});
/** A record, or null. */
export const optional = <R extends RecordField>(of: R): OptionalField<R> => ({ kind: "optional", of });
export const list = <R extends RecordField>(of: R): ListField<R> => ({ kind: "list", of });
/** Records by their id. */
export const byId = <R extends RecordField>(of: R): MapField<R> => ({ kind: "map", of });

/** What becomes of a plain value in a copy. */
type Plain = (value: unknown, field: PlainField<unknown>) => unknown;

/**
 * An independent copy of a record with the fields of its table and no others.
 *
 * @param source a value of the table's type, or what Colyseus decodes: with collections of its own, undefined where an optional
 *   record or an empty collection is, and reused for the next state
 */
export function copyOf<R extends RecordField>(table: R, source: object, plain: Plain = (value) => value): ValueOf<R> {
  return copied(table, source, plain) as ValueOf<R>;
}

function copied(field: WireField, value: unknown, plain: Plain): unknown {
  switch (field.kind) {
    case "plain":
      return plain(value, field);
    case "record": {
      const source = value as Readonly<Record<string, unknown>>;
      const copy: Record<string, unknown> = {};
      for (const name in field.fields) copy[name] = copied(field.fields[name]!, source[name], plain);
      return copy;
    }
    case "optional":
      return value === null || value === undefined ? null : copied(field.of, value, plain);
    case "list":
      return [...((value ?? []) as Iterable<unknown>)].map((item) => copied(field.of, item, plain));
    case "map": {
      const copy = new Map<string, unknown>();
      const visit = (item: unknown, key: string) => void copy.set(key, copied(field.of, item, plain));
      (value as Pick<ReadonlyMap<string, unknown>, "forEach"> | undefined)?.forEach(visit);
      return copy;
    }
  }
}

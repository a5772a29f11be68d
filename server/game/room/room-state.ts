/** What a room shows of its game, and the Colyseus state that carries it to browsers. */

import { ArraySchema, FieldBuilder, type MapSchema, type Schema, schema, t } from "@colyseus/schema";
import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import { copyOf, type RecordField, type ValueOf, type WireField } from "../../../shared/round/fields.ts";
import { answerId } from "../../../shared/round/pair-view.ts";
import type { Award, GameState } from "../../../shared/round/state.ts";
import { type BallotView, type RoomView, roomFields } from "../../../shared/round/view.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import type { DealIds } from "../round/deal-ids.ts";
import type { LiveGame } from "./live-game.ts";

type StateClass = new () => Schema;
const classes = new Map<RecordField, StateClass>();

/** The place of a field whose replacement Colyseus writes as 192 + 21, its sign for "the type of a record follows". */
const AMBIGUOUS = 21;

export const RoomState = classOf(roomFields);
export type RoomState = Schema;

/** The Colyseus class of a table. */
function classOf(table: RecordField): StateClass {
  const known = classes.get(table);
  if (known !== undefined) return known;
  const builders = wireOrder(table).map(([name, field]) => [name, builderOf(field)]);
  const made = schema(Object.fromEntries(builders), table.name);
  classes.set(table, made);
  return made;
}

/**
 * The fields of a table in the order in which Colyseus numbers them; pages go by their names. Records and lists are replaced, plain values
 * are not, so a plain field takes the place whose replacement is read wrongly.
 */
function wireOrder(table: RecordField): [string, WireField][] {
  const fields = Object.entries(table.fields);
  const isPlain = ([, { kind }]: [string, WireField]) => kind === "plain";
  const taken = fields[AMBIGUOUS];
  const plain = fields.findIndex(isPlain);
  if (taken === undefined || isPlain(taken)) return fields;
  if (plain === -1) throw new Error(`${table.name} needs a plain field`);
  return fields.with(AMBIGUOUS, fields[plain]!).with(plain, taken);
}

function builderOf(field: WireField) {
  switch (field.kind) {
    case "plain":
      return new FieldBuilder(field.encoding);
    case "record":
      return t.ref(classOf(field));
    case "optional":
      return t.ref(classOf(field.of)).optional();
    case "list":
      return t.array(classOf(field.of));
    case "map":
      return t.map(classOf(field.of));
  }
}

/** Writes a view into the state, of which only what differs reaches the wire. */
export function publish(state: RoomState, view: RoomView): void {
  write(roomFields, state, view);
}

function write(table: RecordField, state: Schema, view: unknown): Schema {
  const held = state as unknown as Record<string, unknown>;
  const shown = view as Readonly<Record<string, unknown>>;
  for (const name in table.fields) held[name] = nextValue(table.fields[name]!, held[name], shown[name]);
  return state;
}

/** What a field holds from now on: what it held, changed in place, where it can be. */
function nextValue(field: WireField, held: unknown, shown: unknown): unknown {
  switch (field.kind) {
    case "plain":
      return shown;
    case "record":
      return stateOf(field, held, shown);
    case "optional":
      return shown === null ? undefined : stateOf(field.of, held, shown);
    case "list": {
      const [before, after] = [held as ArraySchema<Schema>, shown as readonly unknown[]];
      const inPlace = before.length === after.length;
      const items = after.map((item, i) => stateOf(field.of, inPlace ? before[i] : undefined, item));
      return inPlace ? before : new ArraySchema(...items);
    }
    case "map": {
      const [before, after] = [held as MapSchema<Schema>, shown as ReadonlyMap<string, unknown>];
      for (const id of [...before.keys()]) if (!after.has(id)) before.delete(id);
      for (const [id, item] of after) before.set(id, stateOf(field.of, before.get(id), item));
      return before;
    }
  }
}

function stateOf(table: RecordField, held: unknown, shown: unknown): Schema {
  return write(table, (held as Schema | undefined) ?? new (classOf(table))(), shown);
}

/** A record with its answers under the names that they have in a round: everything with an id of one goes out through here. */
export function sealed<R extends RecordField>(table: R, view: ValueOf<R> & object, { seal }: DealIds): ValueOf<R> {
  return copyOf(table, view, (value, field) => (field === answerId ? seal(value as string) : value));
}

/** What everybody in the room sees. */
export function publicView(
  { state, ids, services }: LiveGame,
  room: Pick<RoomView, "code" | "arena" | "spectators" | "locked">,
): RoomView {
  return sealed(roomFields, { ...viewFor(state, { role: "spectator" }, services.now()), ...room }, ids);
}

/** How the player's prediction was scored, while it is revealed. */
export function ownAward({ state, services }: LiveGame, playerId: string): Award | null {
  return viewFor(state, { role: "player", id: playerId }, services.now()).award;
}

/** What a player is told of it. */
export function toldAward({ state, ids }: LiveGame, award: Award): ServerMessages["points"] {
  return { ...award, round: state.round, pick: ids.seal(award.pick) };
}

/** What a player has put in so far, as their own page is told. */
export function ownBallot({ state, ids, services }: LiveGame, playerId: string): BallotView | null {
  const { own } = viewFor(state, { role: "player", id: playerId }, services.now());
  if (own === null) return null;
  const { ranking, pick } = own;
  return { ...own, ranking: ranking?.map(ids.seal) ?? null, pick: pick === null ? null : ids.seal(pick) };
}

/** What everybody looks at: it changes with the phase, and in a finale with each pair. */
export const sceneOf = (phase: GameState["phase"]): string =>
  phase.name === "finale" ? `finale ${phase.at}` : phase.name;

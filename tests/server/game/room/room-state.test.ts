import { Encoder, Reflection } from "@colyseus/schema";
import fc from "fast-check";
import { expect, test } from "vitest";
import { publish, RoomState } from "../../../../server/game/room/room-state.ts";
import { copyOf, type RecordField, type WireField } from "../../../../shared/round/fields.ts";
import { type RoomView, roomFields } from "../../../../shared/round/view.ts";

/** Values that any field of a table may hold; lists keep to their few lengths, and players to their few ids, so that views overlap. */
function anyValue(field: WireField): fc.Arbitrary<unknown> {
  switch (field.kind) {
    case "plain":
      if (field.encoding === "string") return fc.constantFrom("", "a", "好的", "a longer text");
      if (field.encoding === "boolean") return fc.boolean();
      return field.encoding === "float64" ? fc.double({ noNaN: true }) : fc.nat(200);
    case "record":
      return fc.record(Object.fromEntries(Object.entries(field.fields).map(([name, one]) => [name, anyValue(one)])));
    case "optional":
      return fc.option(anyValue(field.of));
    case "list":
      return fc.array(anyValue(field.of), { maxLength: 4 });
    case "map":
      return fc
        .dictionary(fc.constantFrom("p", "q", "r", "s"), anyValue(field.of), { noNullPrototype: true })
        .map((items) => new Map(Object.entries(items)));
  }
}

test("a page that follows from the start and one that comes later both see the view that was published last", () => {
  const views = fc.array(anyValue(roomFields) as fc.Arbitrary<RoomView>, { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(views, (published) => {
      const state = new RoomState();
      const encoder = new Encoder(state);
      const page = Reflection.decode<RoomState>(Reflection.encode(encoder));
      page.decode(encoder.encodeAll());
      encoder.discardChanges();
      for (const view of published) {
        publish(state, view);
        page.decode(encoder.encode());
        encoder.discardChanges();
        expect(copyOf(roomFields, page.state)).toEqual(view);
      }
      const later = Reflection.decode<RoomState>(Reflection.encode(encoder));
      later.decode(encoder.encodeAll());
      expect(copyOf(roomFields, later.state)).toEqual(published.at(-1));
    }),
    { numRuns: 60 },
  );
});

test("only what differs from the view before reaches the wire", () => {
  const [view] = fc.sample(anyValue(roomFields) as fc.Arbitrary<RoomView>, { numRuns: 1, seed: 7 });
  const state = new RoomState();
  const encoder = new Encoder(state);
  publish(state, view!);
  encoder.encodeAll();
  encoder.discardChanges();
  publish(state, { ...view!, players: new Map(view!.players) });
  expect(encoder.hasChanges).toBe(false);
  publish(state, { ...view!, lockedIn: view!.lockedIn + 1 });
  expect(encoder.encode().length).toBeLessThan(8);
});

/** The fields of a table and of the records in it. */
function fieldsOf(table: RecordField): readonly string[] {
  return Object.entries(table.fields).flatMap(([name, field]) => {
    if (field.kind === "plain") return [`${table.name}.${name} ${field.encoding}`];
    const inner = field.kind === "record" ? field : field.of;
    return [`${table.name}.${name} ${field.kind} ${inner.name}`, ...fieldsOf(inner)];
  });
}

/** What pages of protocol 3 read; a field that is added doesn't stand here. */
const PROTOCOL_3: Readonly<Record<string, string>> = {
  Room: `code string, title string, criterion string, question string, mode string, phase string, paused boolean, round uint16,
    rounds uint16, remainingMs int32, policyVersion int32, players map Player, spectators uint16, teams list Team, task optional Task,
    showdown optional Pair, reveal optional Reveal, podium optional Podium, podiumReveal optional PodiumReveal, entries list Entry,
    learning record Learning, interrupted boolean, lockedIn uint16`,
  Player: `id string, nickname string, avatar uint8, team uint8, muted boolean, score int32, rank uint16, streak uint16, wins uint16,
    connected boolean, judged uint16, locked boolean`,
  Team: "team uint8, players uint16, score int32, rank uint8",
  Task: "id string, prompt string, maxWords uint8",
  Pair: "id string, prompt string, a string, b string, answerA string, answerB string",
  Reveal: `versionA int32, versionB int32, writerA string, writerB string, votes record Votes, share float64,
    rewardModelShare float64`,
  Votes: "a uint16, b uint16, tie uint16, bothBad uint16",
  Podium: "id string, prompt string, answers list PodiumAnswer",
  PodiumAnswer: "id string, text string",
  PodiumReveal: "ballots uint16, machinePick string, answers list PodiumPlace",
  PodiumPlace: "version int32, writer string, firsts uint16, score float64, place uint8",
  Entry: "id string, text string, writer string, version int32, share float64, votes uint16, won boolean",
  Learning: "state string, policyVersion int32, votes uint32, rewardAccuracy float64, kl float64, rejected string",
};

test("pages that were opened before find every field of protocol 3 as they know it", () => {
  const known = Object.entries(PROTOCOL_3).flatMap(([name, fields]) =>
    fields.split(/,\s+/).map((field) => `${name}.${field}`),
  );
  const sent = new Set(fieldsOf(roomFields));
  expect(known.filter((field) => !sent.has(field))).toEqual([]);
});

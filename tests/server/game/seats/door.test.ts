import { describe, expect, test } from "vitest";
import {
  answerKnock,
  approach,
  type Door,
  type Newcomer,
  OPEN_DOOR,
  waitingAt,
} from "../../../../server/game/seats/door.ts";

const CLOSED: Door = { ...OPEN_DOOR, closed: true };
const ann: Newcomer = { address: "school", nickname: "Ann", banned: false, company: true };

/** The door after all of them came at one moment. */
const after = (door: Door, newcomers: readonly Newcomer[], now = 0) =>
  newcomers.reduce((before, newcomer) => approach(before, newcomer, now).door, door);

describe("who has to knock", () => {
  test.each([
    ["nobody, at an open door", OPEN_DOOR, ann, "open"],
    ["everybody, at a closed one", CLOSED, ann, "ask_host"],
    ["those from a banned player's address, where others play", OPEN_DOOR, { ...ann, banned: true }, "ask_host"],
    ["not even those, where nobody else plays", OPEN_DOOR, { ...ann, banned: true, company: false }, "banned"],
    ["nor at a closed door", CLOSED, { ...ann, banned: true, company: false }, "banned"],
    ["a stranger, at a closed one", CLOSED, { ...ann, company: false }, "ask_host"],
  ] as const)("%s", (_, door, newcomer, answer) => {
    expect(approach(door, newcomer, 0).answer).toBe(answer);
  });
});

test("who is let in gets in, who isn't is told so, and both answers hold for five minutes", () => {
  const [one, two] = waitingAt(after(CLOSED, [ann, { ...ann, nickname: "Bob" }]), 0);
  let door = answerKnock(after(CLOSED, [ann, { ...ann, nickname: "Bob" }]), one!.id, true, 1_000)!;
  door = answerKnock(door, two!.id, false, 1_000)!;
  expect(waitingAt(door, 1_000)).toEqual([]);
  for (const now of [4_000, 300_000]) {
    expect(approach(door, ann, now).answer).toBe("open");
    expect(approach(door, { ...ann, nickname: "Bob" }, now).answer).toBe("not_let_in");
  }
  expect(approach(door, { ...ann, nickname: "Bob" }, 301_000).answer).toBe("ask_host");
});

test("an answer is for one name from one address", () => {
  const knocked = after(CLOSED, [ann]);
  const door = answerKnock(knocked, waitingAt(knocked, 0)[0]!.id, true, 0)!;
  expect(approach(door, { ...ann, address: "elsewhere" }, 0).answer).toBe("ask_host");
  expect(approach(door, { ...ann, nickname: "Anna" }, 0).answer).toBe("ask_host");
  expect(answerKnock(door, "77", true, 0)).toBeNull();
});

test("a knock that is repeated stays one, and one that is given up goes", () => {
  let door = after(CLOSED, [ann, ann]);
  for (const now of [4_000, 8_000, 27_000]) door = after(door, [ann], now);
  expect(waitingAt(door, 27_000)).toHaveLength(1);
  expect(waitingAt(door, 46_000)).toHaveLength(1);
  expect(waitingAt(door, 47_000)).toEqual([]);
});

test("opening the door lets in whoever waits", () => {
  const door = { ...after(CLOSED, [ann]), closed: false };
  expect(approach(door, ann, 4_000).answer).toBe("open");
});

test("one address can't fill the list of those who wait, nor can many fill it for ever", () => {
  const flood = Array.from({ length: 500 }, (_, i) => ({ ...ann, address: "stranger", nickname: `n ${i}` }));
  const door = after(CLOSED, [...flood, ann]);
  expect(waitingAt(door, 0)).toHaveLength(21);
  expect(waitingAt(door, 0).at(-1)).toMatchObject({ nickname: "Ann" });
  const spread = Array.from({ length: 900 }, (_, i) => ({ ...ann, address: String(i), nickname: `n ${i}` }));
  expect(after(CLOSED, spread).knocks).toHaveLength(200);
});

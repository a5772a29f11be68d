import { expect, test } from "vitest";
import { Stopwatch } from "../../../../server/game/room/hands.ts";

function started() {
  const clock = { now: 5_000.4 };
  const times = new Stopwatch(() => clock.now);
  times.beat();
  return { clock, times };
}

test("the time runs from the deal, or from the verdict before where that was later", () => {
  const { clock, times } = started();
  times.dealt("ada", ["one", "two", "three"]);
  clock.now += 900;
  expect(times.measure("ada", { id: "one", says: "a" }, "to the player")).toBe(900);
  clock.now += 40;
  expect(times.measure("ada", { id: "two", says: "a" }, "to the player")).toBe(40);
  clock.now += 300;
  times.dealt("ada", ["four", "three"]);
  clock.now += 100;
  expect(times.measure("ada", { id: "four", says: "a" }, "to the player")).toBe(100);
  clock.now += 50;
  expect(times.measure("ada", { id: "three", says: "a" }, "to the player")).toBe(50);
});

test("players don't share their time", () => {
  const { clock, times } = started();
  times.dealt("ada", ["one"]);
  clock.now += 500;
  times.dealt("ben", ["two"]);
  expect(times.measure("ben", { id: "two", says: "a" }, "to the player")).toBe(0);
  clock.now += 500;
  expect(times.measure("ada", { id: "one", says: "a" }, "to the player")).toBe(1_000);
});

test("what everybody judges is timed from the start of its beat, and for a latecomer from their coming", () => {
  const { clock, times } = started();
  clock.now += 3_000;
  times.arrived("late");
  clock.now += 10;
  expect(times.measure("late", { id: "showdown", says: "a" }, "to everybody")).toBe(10);
  expect(times.measure("ada", { id: "showdown", says: "a" }, "to everybody")).toBe(3_010);
});

test("a verdict that is sent again keeps the time of its first sending, and costs the next one nothing", () => {
  const { clock, times } = started();
  times.dealt("ada", ["one", "two"]);
  clock.now += 700;
  expect(times.measure("ada", { id: "one", says: "a" }, "to the player")).toBe(700);
  clock.now += 2_000;
  expect(times.measure("ada", { id: "one", says: "a" }, "to the player")).toBe(700);
  clock.now += 300;
  expect(times.measure("ada", { id: "two", says: "a" }, "to the player")).toBe(2_300);
});

test("what was dealt by another process, or in an earlier beat, has no time; nobody's is longer than an hour", () => {
  const { clock, times } = started();
  expect(times.measure("ada", { id: "unknown", says: "a" }, "to the player")).toBeNull();
  times.dealt("ada", ["one"]);
  times.beat();
  expect(times.measure("ada", { id: "one", says: "a" }, "to the player")).toBeNull();
  expect(new Stopwatch(() => 1).measure("ada", { id: "showdown", says: "a" }, "to everybody")).toBeNull();
  clock.now += 7_200_000;
  expect(times.measure("ben", { id: "showdown", says: "a" }, "to everybody")).toBe(3_600_000);
});

test("who changes their mind has had the whole time since the pair was there; the same said again keeps its time", () => {
  const { clock, times } = started();
  const says = (choice: string) => times.measure("ada", { id: "showdown", says: choice }, "to everybody");
  clock.now += 300;
  expect(says("a")).toBe(300);
  clock.now += 4_000;
  expect(says("a")).toBe(300);
  expect(says("b")).toBe(4_300);
  clock.now += 700;
  expect(says("a")).toBe(5_000);
});

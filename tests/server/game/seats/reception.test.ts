import { expect, test } from "vitest";
import { VotePace } from "../../../../server/game/seats/reception.ts";

const times = (count: number, vote: () => boolean) => Array.from({ length: count }, vote).filter(Boolean).length;

test("a seat votes thirty at once and ten a second, whatever the others of its address do", () => {
  let now = 0;
  const pace = new VotePace(() => now);
  for (const seat of ["ann", "bob"]) expect(times(100, () => pace.take(seat, "school", 2))).toBe(30);
  now += 2_000;
  for (const seat of ["ann", "bob"]) expect(times(100, () => pace.take(seat, "school", 2))).toBe(20);
});

test("eight votes a second of each of sixty seats behind one address are all taken", () => {
  let now = 0;
  const pace = new VotePace(() => now);
  const seats = Array.from({ length: 60 }, (_, i) => `seat ${i}`);
  for (; now < 120_000; now += 125) expect(seats.filter((seat) => !pace.take(seat, "school", 60))).toEqual([]);
});

test("seats that are given up and taken anew bring an address no more", () => {
  let seats = 0;
  const pace = new VotePace(() => 0);
  const voted = times(1_000, () => pace.take(`seat ${seats++}`, "stranger", 3));
  expect(voted).toBeGreaterThanOrEqual(88);
  expect(voted).toBeLessThanOrEqual(90);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { dealIds } from "../../../../server/game/round/deal-ids.ts";

const SECRET = "3f2b6f0e-1d7c-4a53-9d0a-7a1f4be0c111";

test("every id has a name of its own in each round, which leads back to it and looks like an id", () => {
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), fc.uuid(), fc.uuid(), (id, other, round, later) => {
      fc.pre(id !== other && round !== later);
      const [ids, next] = [dealIds(SECRET, round), dealIds(SECRET, later)];
      expect(ids.seal(id)).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
      expect(ids.open(ids.seal(id))).toBe(id);
      expect(ids.seal(id)).not.toBe(ids.seal(other));
      expect(next.seal(id)).not.toBe(ids.seal(id));
      expect(next.open(ids.seal(id))).not.toBe(id);
    }),
  );
});

test("another process finds the same names, another installation others", () => {
  const [id, round] = ["5f0c2f6e-6f1d-4b0b-8a86-0d7f1f7b2a10", "9b8f7c1e-3f47-4c5a-b1a2-2f0f7f6f5e01"];
  expect(dealIds(SECRET, round).seal(id)).toBe(dealIds(SECRET, round).seal(id));
  expect(dealIds(`${SECRET}0`, round).seal(id)).not.toBe(dealIds(SECRET, round).seal(id));
});

test("what is no id stays as it is", () => {
  const ids = dealIds(SECRET, "r1");
  for (const text of ["", "no id", "'; drop table votes; --"])
    expect([ids.seal(text), ids.open(text)]).toEqual([text, text]);
});

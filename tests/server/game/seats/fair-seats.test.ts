import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { mostSeats, type SeatAnswer, type Seating, seatFor } from "../../../../server/game/seats/fair-seats.ts";

const hosted = (places: number) => ({ places, isPublic: false });

/** A session that people come to, one after the other. */
function session(of: { places: number; isPublic: boolean }, host = "host") {
  const taken = new Map<string, number>();
  const met = new Map<string, number>();
  const more = (map: Map<string, number>, address: string, by: number) =>
    map.set(address, (map.get(address) ?? 0) + by);
  const seating = (): Seating => ({ ...of, taken, met });
  const come = (address: string): SeatAnswer => {
    const answer = seatFor(seating(), address, address === host);
    if (answer !== "seat" && answer !== "extra") return answer;
    more(taken, address, 1);
    more(met, address, 1);
    return answer;
  };
  const crowd = (address: string, count: number) => {
    const answers = Array.from({ length: count }, () => come(address));
    return answers.filter((answer) => answer === "seat" || answer === "extra").length;
  };
  return { come, crowd, taken, leave: (address: string) => more(taken, address, -1) };
}

test("an address holds a class's seats in a hosted session, all that the host gives, and a tenth of a public one", () => {
  expect([1, 60, 61, 400].map((places) => mostSeats(hosted(places)))).toEqual([60, 60, 61, 400]);
  expect([200, 60, 5].map((places) => mostSeats({ places, isPublic: true }))).toEqual([20, 6, 1]);
});

describe("a stranger who took all places from one address", () => {
  test("takes none from a class at its host's address", () => {
    const { crowd } = session(hosted(60));
    expect(crowd("stranger", 100)).toBe(60);
    expect(crowd("host", 100)).toBe(60);
  });

  test("takes none from a class that plays from homes of its own", () => {
    const { come } = session(hosted(60));
    for (let i = 0; i < 60; i++) come("stranger");
    const pupils = Array.from({ length: 30 }, (_, i) => come(`home ${i}`));
    expect(pupils).toEqual(Array(30).fill("extra"));
  });

  test("leaves half of the places to another school", () => {
    const { crowd } = session(hosted(60));
    crowd("stranger", 60);
    expect(crowd("school", 60)).toBe(30);
  });

  test("can't come back to more by leaving, again and again", () => {
    const { come, leave } = session(hosted(60));
    let sat = 0;
    for (let i = 0; i < 1_000; i++) {
      if (come("stranger") !== "seat") continue;
      sat++;
      leave("stranger");
    }
    expect(sat).toBe(240);
    expect(come("stranger")).toBe("address_full");
    expect(come("somebody else")).toBe("seat");
  });
});

test("without a crowd nobody gets a seat beyond the places", () => {
  const { crowd, come } = session(hosted(30));
  expect(crowd("host", 40)).toBe(30);
  expect(come("host")).toBe("session_full");
  const homes = session(hosted(30), "nobody's");
  for (let i = 0; i < 30; i++) expect(homes.come(`home ${i}`)).toBe("seat");
  expect(homes.come("home 30")).toBe("session_full");
  expect(homes.come("home 1")).toBe("session_full");
});

test("whoever comes from wherever, seats stay bounded, and the host's address always gets all places", () => {
  const visits = fc.array(fc.nat({ max: 40 }), { maxLength: 400 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.boolean(), visits, (places, isPublic, from) => {
      const { come, crowd, taken } = session({ places, isPublic });
      for (const address of from) come(String(address));
      const all = [...taken.values()].reduce((sum, seats) => sum + seats, 0);
      expect(all).toBeLessThanOrEqual(2 * places);
      for (const seats of taken.values()) expect(seats).toBeLessThanOrEqual(mostSeats({ places, isPublic }));
      expect(crowd("host", 100)).toBe(Math.min(places, mostSeats({ places, isPublic })));
    }),
  );
});

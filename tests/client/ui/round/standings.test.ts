import { expect, test } from "vitest";
import { standings } from "../../../../client/ui/round/standings.ts";
import type { PlayerView } from "../../../../shared/round/view.ts";

const player = (id: string, score: number, rest: Partial<PlayerView> = {}): [string, PlayerView] => [
  id,
  {
    ...{ id, nickname: id, avatar: 1, score, rank: 0, streak: 0, connected: true, judged: 0, locked: false },
    ...{ team: 0, muted: false, wins: 0 },
    ...rest,
  },
];

test("best first, equal scores share a rank", () => {
  const rows = standings(new Map([player("c", 10), player("a", 30), player("b", 10), player("d", 5)]), "b", 10);
  expect(rows.map(({ id, rank, mine }) => `${id} ${rank}${mine ? " me" : ""}`)).toEqual([
    "a 1",
    "b 2 me",
    "c 2",
    "d 4",
  ]);
});

test("a short list still has the viewer in it, with the true rank", () => {
  const players = new Map(["a", "b", "c", "d", "e"].map((id, i) => player(id, 50 - i)));
  expect(standings(players, "e", 3).map(({ id, rank }) => `${id} ${rank}`)).toEqual(["a 1", "b 2", "e 5"]);
  expect(standings(players, "a", 3)).toHaveLength(3);
  expect(standings(new Map(), null, 3)).toEqual([]);
});

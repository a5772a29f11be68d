import fc from "fast-check";
import { expect, test } from "vitest";
import { arenaPicture } from "../../../client/canvas/arena-picture.ts";
import { crowdGrid } from "../../../client/canvas/arena-shape.ts";
import { avatarArt } from "../../../client/canvas/art/avatar-art.ts";
import { figureArt } from "../../../client/canvas/art/figure-art.ts";
import type { PhaseName, RoomView } from "../../../shared/round/view.ts";

const view = (phase: PhaseName, rest: Partial<RoomView> = {}): RoomView => ({
  ...{
    code: "ABCD",
    arena: "main",
    title: "",
    criterion: "overall",
    question: "",
    interrupted: false,
    lesson: null,
    phase,
    paused: false,
    approving: false,
    pace: "timer",
    locked: false,
    round: 1,
    rounds: 2,
    remainingMs: -1,
  },
  ...{
    policyVersion: 1,
    players: new Map(),
    lockedIn: 0,
    here: 0,
    verdicts: 0,
    spectators: 0,
    showdown: null,
    reveal: null,
  },
  ...{ mode: "duel", teams: [], task: null, podium: null, podiumReveal: null, entries: [], finale: null },
  learning: {
    state: "down",
    policyVersion: -1,
    thenAndNow: null,
    votes: 0,
    rewardAccuracy: -1,
    kl: -1,
    rejected: "",
    progress: -1,
    grasp: "",
  },
  ...rest,
});

test.each([
  ["lobby", "crowd"],
  ["dealing", "crowd"],
  ["writing", "crowd"],
  ["rapid", "pour"],
  ["showdown", "duel"],
  ["ranking", "crowd"],
  ["reveal", "crowd"],
  ["intermission", "mind"],
  ["finale", "duel"],
  ["unmasking", "crowd"],
  ["finished", "podium"],
] as const)("with nothing in it, %s is drawn as %s", (phase, kind) => {
  expect(arenaPicture(view(phase), null).kind).toBe(kind);
});

test("the reveal shows who wrote what, and stays level when nobody voted", () => {
  const reveal = {
    versionA: 2,
    versionB: 0,
    writerA: "",
    writerB: "",
    share: 0.9,
    rewardModelShare: -1,
    votes: { a: 0, b: 0, tie: 0, bothBad: 0 },
    abstained: 0,
  };
  expect(arenaPicture(view("reveal", { reveal }), null)).toMatchObject({ versionA: 2, versionB: 0, share: 0.5 });
});

test("a crowd of any size stands inside its area, nobody on top of another", () => {
  const area = { x: 10, y: 20, width: 900, height: 500 };
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 60 }), (count) => {
      const { size, places } = crowdGrid(count, area);
      expect(places).toHaveLength(count);
      expect(new Set(places.map(({ x, y }) => `${x}/${y}`)).size).toBe(count);
      for (const { x, y } of places) {
        expect(x - size / 2).toBeGreaterThanOrEqual(area.x - 1e-6);
        expect(x + size / 2).toBeLessThanOrEqual(area.x + area.width + 1e-6);
        expect(y + size / 2).toBeLessThanOrEqual(area.y + area.height + 1e-6);
      }
    }),
  );
});

test("64 avatars all look different, and so do a hundred versions", () => {
  expect(new Set(Array.from({ length: 64 }, (_, i) => avatarArt(i))).size).toBe(64);
  expect(new Set(Array.from({ length: 100 }, (_, i) => figureArt(i))).size).toBe(100);
  expect(avatarArt(64)).toBe(avatarArt(0));
});

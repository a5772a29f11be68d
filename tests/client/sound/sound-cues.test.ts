import { expect, test } from "vitest";
import { cueBetween } from "../../../client/sound/sound-cues.ts";

test("a phase that begins is heard once; newcomers in the lobby and new versions are heard too", () => {
  const learning = {
    state: "idle",
    policyVersion: 1,
    thenAndNow: null,
    votes: 0,
    rewardAccuracy: -1,
    kl: -1,
    rejected: "",
    progress: -1,
    grasp: "",
  } as const;
  const lobby = { phase: "lobby", round: 0, players: new Map(), learning } as const;
  const reveal = { ...lobby, phase: "reveal", round: 1 } as const;
  const night = { ...lobby, phase: "intermission", round: 1 } as const;
  expect(cueBetween(null, reveal)).toBeNull();
  expect(cueBetween(lobby, reveal)).toBe("drums");
  expect(cueBetween(reveal, reveal)).toBeNull();
  expect(cueBetween(night, { ...night, learning: { ...learning, policyVersion: 2 } })).toBe("arrived");
});

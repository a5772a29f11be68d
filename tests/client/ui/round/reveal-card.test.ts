import fc from "fast-check";
import { expect, test } from "vitest";
import { momoMood, pointsCard, revealCard } from "../../../../client/ui/round/reveal-card.ts";

const reveal = (a: number, b: number, tie: number, bothBad: number, share: number, rewardModelShare = 0.62) => ({
  ...{ versionA: 3, versionB: 1, writerA: "", writerB: "", share, rewardModelShare },
  votes: { a, b, tie, bothBad },
  abstained: 0,
});

test("names the side that the crowd prefers", () => {
  expect(revealCard(reveal(3, 1, 0, 0, 0.75))).toEqual({
    ...{ outcome: "a", percentA: 75, percentB: 25, voters: 4, rewardModelPercent: 62 },
  });
  expect(revealCard(reveal(0, 2, 0, 0, 0)).outcome).toBe("b");
  expect(revealCard(reveal(1, 1, 2, 1, 0.5)).outcome).toBe("even");
});

test("a crowd of one mind is told so, whatever it says", () => {
  const outcome = (...counts: [number, number, number, number, number]) => revealCard(reveal(...counts)).outcome;
  expect(outcome(0, 0, 0, 11, 0.5)).toBe("bothBad");
  expect(outcome(0, 0, 11, 0, 0.5)).toBe("tie");
  expect(outcome(5, 0, 0, 6, 8 / 11)).toBe("bothBad");
  expect(outcome(5, 5, 0, 0, 0.5)).toBe("even");
  expect(outcome(3, 1, 2, 2, 0.625)).toBe("a");
});

test("says when nobody voted, and when the reward model had no opinion", () => {
  const card = revealCard(reveal(0, 0, 0, 0, 0.5, -1));
  expect(card.outcome).toBe("nobody");
  expect(card.rewardModelPercent).toBeNull();
});

test("Momo is happy when it saw the winner coming, and unsure where it or the crowd takes no side", () => {
  const mood = (share: number, guessed: number) => momoMood(revealCard(reveal(2, 1, 0, 0, share, guessed)));
  expect([mood(0.8, 0.6), mood(0.2, 0.4)]).toEqual(["happy", "happy"]);
  expect([mood(0.8, 0.4), mood(0.2, 0.6)]).toEqual(["sad", "sad"]);
  expect([mood(0.8, 0.5), mood(0.8, 0.502), mood(0.5, 0.7), mood(0.8, -1)]).toEqual([
    ...["unsure", "unsure", "unsure", "unsure"],
  ]);
});

test("the two percentages always add up to 100", () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (share) => {
      const { percentA, percentB } = revealCard(reveal(1, 1, 0, 0, share));
      return percentA + percentB === 100 && percentA >= 0 && percentB >= 0;
    }),
  );
});

test("points come as whole numbers", () => {
  const message = { predicted: 0.704, share: 2 / 3, points: 99.6, streak: 2, total: 180.2, pick: "", round: 1 };
  expect(pointsCard({ ...message, beatsRewardModel: true })).toEqual({
    ...{ side: "A", predictedPercent: 70, sharePercent: 67, points: "+100", lost: false, streak: 2, total: 180 },
    beatsRewardModel: true,
  });
});

test("points have their sign, and percentages are of the side that was predicted to win", () => {
  const message = { predicted: 0.2, share: 1, points: -780, streak: 0, total: -80, pick: "", round: 1 };
  expect(pointsCard({ ...message, beatsRewardModel: false })).toMatchObject({
    ...{ points: "-780", lost: true, total: -80, side: "B", predictedPercent: 80, sharePercent: 0 },
  });
  expect(pointsCard({ ...message, points: 0, beatsRewardModel: false })).toMatchObject({ points: "0", lost: false });
});

import { expect, test } from "vitest";
import { NEW_STORY, storyCard, withPoints, withVerdict, withVersion } from "../../../../client/play/story/own-story.ts";

const pair = { prompt: "Why?", a: "x", b: "y" };
const swapped = { prompt: "Why?", a: "y", b: "x" };
const points = (round: number, predicted: number, share: number, given: number) => ({
  ...{ predicted, share, points: given, streak: 0, total: 0, pick: "", beatsRewardModel: false, round },
});

test("a repeated pair with its sides swapped is judged the same when the same answer is preferred", () => {
  const same = withVerdict(withVerdict(NEW_STORY, pair, "a"), swapped, "b");
  expect(storyCard(same, 0)).toMatchObject({ votes: 2, consistency: 100 });
  const other = withVerdict(withVerdict(NEW_STORY, pair, "a"), swapped, "a");
  expect(storyCard(other, 0)).toMatchObject({ votes: 2, consistency: 0 });
  expect(storyCard(withVerdict(NEW_STORY, pair, "tie"), 0).consistency).toBeNull();
});

test("prediction skill is the mean error, and a round's points that come twice count once", () => {
  let story = withPoints(NEW_STORY, points(1, 0.9, 0.7, 91));
  story = withPoints(story, points(1, 0.9, 0.7, 91));
  story = withPoints(story, points(2, 0.5, 0.9, 50));
  expect(storyCard(story, 0)).toMatchObject({ error: 30, best: 91 });
  expect(storyCard(NEW_STORY, 0)).toMatchObject({ error: null, best: null });
});

test("the summary tells which versions came while the player was here", () => {
  const story = withVersion(withVersion(withVersion(NEW_STORY, -1), 4), 6);
  expect(storyCard(story, 7).versions).toEqual({ from: 4, to: 7 });
  expect(storyCard(story, 4).versions).toBeNull();
});

import { expect, test } from "vitest";
import { AHEAD, asked, dealt, EMPTY_QUEUE, judged, wanted } from "../../../../client/play/ballot/rapid-queue.ts";

const pairs = (...ids: readonly string[]) =>
  ids.map((id) => ({ id, prompt: "?", a: "a", b: "b", answerA: `${id}a`, answerB: `${id}b` }));
const ids = (queue: { pairs: readonly { id: string }[] }) => queue.pairs.map(({ id }) => id);

test("keeps at least three pairs waiting behind the one on screen, asking once at a time", () => {
  expect(AHEAD).toBeGreaterThanOrEqual(3);
  expect(wanted(EMPTY_QUEUE)).toBe(AHEAD + 1);
  expect(wanted(asked(EMPTY_QUEUE))).toBe(0);
  const full = dealt(asked(EMPTY_QUEUE), pairs("1", "2", "3", "4", "5"));
  expect(wanted(full)).toBe(0);
  const played = judged(judged(full, "1"), "2");
  expect(ids(played)).toEqual(["3", "4", "5"]);
  expect(wanted(played)).toBe(2);
});

test("shows no pair twice, whatever is dealt again", () => {
  const once = judged(dealt(EMPTY_QUEUE, pairs("1", "2")), "1");
  expect(ids(dealt(once, pairs("1", "2", "3")))).toEqual(["2", "3"]);
});

test("knows that nothing new was left, until a pair is judged", () => {
  const dry = dealt(asked(EMPTY_QUEUE), []);
  expect(dry.dry).toBe(true);
  expect(dealt(dry, pairs("1")).dry).toBe(false);
});

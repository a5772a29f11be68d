import { expect, test } from "vitest";
import { LESSON_START } from "../../../../shared/round/lesson/lesson-state.ts";
import { newPlayer, newSession, withStores } from "../../../support/open-arena.ts";

const opened = withStores();

test("a lesson keeps its place and its seed, and begins once", async () => {
  const { lessonCourse } = opened.stores;
  const { id } = await newSession(opened.stores);
  const first = await lessonCourse.open(id, LESSON_START);
  expect(first).toEqual({ seed: expect.any(Number), place: LESSON_START, answers: [] });
  const place = {
    ...LESSON_START,
    place: "cheats",
    step: 2,
    closed: true,
    runs: { ...LESSON_START.runs, reads: 1 },
  } as const;
  await lessonCourse.keep(id, place);
  expect(await lessonCourse.open(id, LESSON_START)).toEqual({ ...first, place });
});

test("what a player puts in takes the place of what they put in before; texts stay hidden", async () => {
  const { stores } = opened;
  const { lessonCourse } = stores;
  const { id: sessionId } = await newSession(stores);
  const { id: playerId } = await newPlayer(stores, sessionId);
  await lessonCourse.open(sessionId, LESSON_START);
  for (const picks of [[1], [2, 0]])
    expect(await lessonCourse.putIn({ sessionId, key: "a/0/0", playerId, answer: { picks } })).toBe("accepted");
  const write = (text: string) => lessonCourse.putIn({ sessionId, key: "b/0/0", playerId, answer: { text } });
  await write("one");
  await lessonCourse.hide(sessionId, playerId, true);
  await write("two");
  const answers = async () => (await lessonCourse.open(sessionId, LESSON_START)).answers;
  expect(await answers()).toEqual([
    { key: "a/0/0", playerId, answer: { picks: [2, 0] }, hidden: false },
    { key: "b/0/0", playerId, answer: { text: "two" }, hidden: true },
  ]);
  await lessonCourse.hide(sessionId, playerId, false);
  expect((await answers()).map(({ hidden }) => hidden)).toEqual([false, false]);
});

test("nothing is stored of somebody who isn't in the session, and nothing is left of a player who was removed", async () => {
  const { stores } = opened;
  const { lessonCourse } = stores;
  const [{ id: sessionId }, other] = [await newSession(stores), await newSession(stores)];
  const player = await newPlayer(stores, sessionId);
  const stranger = await newPlayer(stores, other.id);
  await lessonCourse.open(sessionId, LESSON_START);
  const answer = { picks: [0] };
  const key = "a/0/0";
  expect(await lessonCourse.putIn({ sessionId, key, playerId: stranger.id, answer })).toBe("unknown");
  expect(await lessonCourse.putIn({ sessionId, key, playerId: player.id, answer })).toBe("accepted");
  await stores.players.kick(player.id);
  expect(await lessonCourse.putIn({ sessionId, key, playerId: player.id, answer })).toBe("unknown");
  expect((await lessonCourse.open(sessionId, LESSON_START)).answers).toEqual([]);
});

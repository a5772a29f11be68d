import { describe, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Stores } from "../../../../server/ports/stores.ts";
import type { FeedbackExhibit, ReadsExhibit } from "../../../../shared/protocol/lesson.ts";
import { newPair, newRound, newSession, newVote, withStores } from "../../../support/open-arena.ts";

const arenaId = MAIN_ARENA;
const opened = withStores();

const reads: ReadsExhibit = { model: "pocket", leftOut: 0, stages: [], continuations: [], questions: [] };
const feedback: FeedbackExhibit = { judges: [], examples: [] };
const asking =
  (stores: Stores, sessionId: string | null) =>
  (exhibit: "reads" | "feedback", afresh = false) =>
    stores.lesson.ask({ arenaId, sessionId, exhibit, parameters: {}, afresh });

describe("an exhibit", () => {
  test("that a session asked for is the trainer's next, tells how far it is, and is there once it is made", async () => {
    const { stores } = opened;
    const { id: sessionId } = await newSession(stores);
    const events: string[] = [];
    const stop = await stores.bus.listen(
      ({ type }) => events.push(type),
      () => {},
    );
    const id = await asking(stores, sessionId)("feedback");
    expect(await stores.lesson.waiting(arenaId)).toEqual([{ id, exhibit: "feedback", sessionId, parameters: {} }]);
    await stores.lesson.progress(id, 0.5, "comparing");
    expect(await stores.lesson.of(sessionId)).toMatchObject([
      { id, exhibit: "feedback", progress: 0.5, work: "comparing", content: null, error: null },
    ]);
    await stores.lesson.finish(id, "feedback", feedback);
    expect(await stores.lesson.of(sessionId)).toMatchObject([{ id, progress: 1, content: feedback, error: null }]);
    expect(await stores.lesson.waiting(arenaId)).toEqual([]);
    await expect.poll(() => events).toEqual(["exhibit_asked", "exhibit_changed", "exhibit_changed"]);
    await stop();
  });

  test("is asked for once, unless other parameters, a failure or the session want it afresh", async () => {
    const { stores } = opened;
    const { id: sessionId } = await newSession(stores);
    const ask = asking(stores, sessionId);
    const first = await ask("feedback");
    expect(await ask("feedback")).toBe(first);
    expect(await ask("feedback", true)).toBe(first); // it isn't made yet
    await stores.lesson.finish(first, "feedback", feedback);
    expect(await ask("feedback")).toBe(first);
    const second = await ask("feedback", true);
    expect(second).not.toBe(first);
    await stores.lesson.fail(second, "There are no votes yet.");
    await stores.lesson.progress(second, 0.9, "comparing"); // it has ended
    expect(await stores.lesson.of(sessionId)).toMatchObject([
      { id: second, progress: 0, error: "There are no votes yet." },
    ]);
    expect(await ask("feedback")).toBe(first);

    const chosen = (principles: readonly ["kind"] | readonly ["short"]) =>
      stores.lesson.ask({ arenaId, sessionId, exhibit: "constitution", parameters: { principles } });
    const kind = await chosen(["kind"]);
    expect(await chosen(["short"])).not.toBe(kind);
    expect(await chosen(["kind"])).toBe(kind);
  });

  test("that hangs on no session is made once: whoever waits has it together, whoever asks later at once", async () => {
    const { stores } = opened;
    const [one, other, later] = [await newSession(stores), await newSession(stores), await newSession(stores)];
    const ahead = await asking(stores, null)("reads");
    const id = await asking(stores, one.id)("reads");
    await asking(stores, other.id)("reads");
    const waiting = await stores.lesson.waiting(arenaId);
    expect(waiting.map((asked) => [asked.id, asked.sessionId])).toEqual([
      [id, one.id],
      [expect.any(Number), other.id],
      [ahead, null], // nobody waits for it
    ]);
    expect(await stores.lesson.isReady("reads")).toBe(false);
    await stores.lesson.finish(ahead, "reads", reads);
    expect(await stores.lesson.isReady("reads")).toBe(true);
    await asking(stores, later.id)("reads");
    for (const session of [one, other, later])
      expect(await stores.lesson.of(session.id)).toMatchObject([{ exhibit: "reads", content: reads }]);
    expect(await stores.lesson.waiting(arenaId)).toEqual([]);
  });

  test("of a finished session, or of another arena, is not made", async () => {
    const { stores } = opened;
    const { id: sessionId } = await newSession(stores);
    await asking(stores, sessionId)("feedback");
    expect(await stores.lesson.waiting(arenaId + 1)).toEqual([]);
    await stores.sessions.finish(sessionId);
    expect(await stores.lesson.waiting(arenaId)).toEqual([]);
  });
});

/** A round in which one player judges four pairs: A, B, tie and, with the sides swapped, the first again. */
async function played() {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores);
  const scored = (a: number, b: number) => {
    const pair = newPair();
    return { ...pair, a: { ...pair.a, reward: a }, b: { ...pair.b, reward: b } };
  };
  await stores.pool.add(arenaId, [scored(1, 0), scored(1, 0), scored(1, 0), scored(1, 0)]);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 3 });
  const verdicts = ["a", "b", "tie"] as const;
  for (const [i, pair] of dealt.entries()) await stores.votes.cast([newVote(pair, round.id, playerId, verdicts[i]!)]);
  const repeat = await stores.pool.dealRepeat({ roundId: round.id, playerId });
  await stores.votes.cast([newVote(repeat!, round.id, playerId, "a")]);
  return { stores, session, round, dealt };
}

describe("bets", () => {
  test("are what the answers were scored before the vote, for every verdict that took a side", async () => {
    const { stores, session, round, dealt } = await played();
    const bets = await stores.lesson.bets(session.id);
    expect(bets.map(({ chosen }) => chosen)).toEqual(["a", "b"]);
    for (const [i, bet] of bets.entries()) {
      const { prompt, a, b } = dealt[i]!;
      expect(bet).toMatchObject({ roundId: round.id, round: round.index, prompt, a: a.text, b: b.text });
      expect(bet.chanceOfA).toBeCloseTo(1 / (1 + Math.exp(b.reward! - a.reward!)));
    }
  });

  test("are renewed on answers that nobody was dealt, while a lesson is on", async () => {
    const { stores, session, round, dealt } = await played();
    expect(await stores.lesson.waitingAnswers(arenaId)).toEqual([]);
    await asking(stores, session.id)("feedback");
    const waiting = await stores.lesson.waitingAnswers(arenaId);
    expect(waiting).toHaveLength(2);
    expect(waiting[0]).toMatchObject({ prompt: "Why is the sky blue?", tokens: [1, 2, 3] });
    const past = [dealt[0]!.a.id, dealt[0]!.b.id].map((id) => ({ id, reward: 9 }));
    await stores.lesson.rescore(arenaId, [...waiting.map(({ id }) => ({ id, reward: -3 })), ...past]);
    const playerId = (await stores.players.ofSession(session.id))[0]!.id;
    const [next] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: 1 });
    expect([next!.a.reward, next!.b.reward]).toEqual([-3, -3]);
    expect((await stores.lesson.bets(session.id))[0]!.chanceOfA).not.toBe(0.5);
  });
});

test("what a session has voted on is read once its rounds are closed, each opinion once", async () => {
  const { stores, session, round, dealt } = await played();
  expect(await stores.lesson.preferences(session.id)).toEqual([]);
  await stores.rounds.close(round.id);
  const preferences = await stores.lesson.preferences(session.id);
  expect(preferences.map(({ label }) => label).sort()).toEqual([0, 0.5, 1]);
  const first = preferences.find(({ a }) => a.text === dealt[0]!.a.text)!;
  expect(first).toMatchObject({ prompt: dealt[0]!.prompt, a: { tokens: [1, 2, 3] }, b: { text: dealt[0]!.b.text } });
});

import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { NewPair } from "../../../../server/ports/pool.ts";
import { newPair, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const arena = withStores();
const arenaId = MAIN_ARENA;

const pairOn = (prompt: string): NewPair => ({ ...newPair(), prompt: { id: prompt, text: `${prompt}?` } });

/** A round whose prompt is drawn, with players. */
async function writingRound(players = 3) {
  const { stores } = arena;
  await newPolicy(stores);
  await stores.pool.add(arenaId, [pairOn("moon"), pairOn("moon")]);
  const opened = await newRound(stores, { players });
  const prompt = await stores.entries.drawPrompt({ arenaId, roundId: opened.round.id, pack: null });
  return { ...opened, stores, prompt, roundId: opened.round.id };
}

test("a round's prompt is drawn once, from what the newest policy has answered", async () => {
  const { stores, prompt, roundId, session } = await writingRound();
  expect(prompt?.text).toBe("moon?");
  await stores.pool.add(arenaId, [pairOn("sun")]);
  expect(await stores.entries.drawPrompt({ arenaId, roundId, pack: null })).toEqual(prompt);
  const second = await stores.rounds.open({ sessionId: session.id, index: 2 });
  expect((await stores.entries.drawPrompt({ arenaId, roundId: second.id, pack: null }))?.text).toBe("sun?");
});

test("a pack's prompts come one after the other, and again when all were used", async () => {
  const { stores } = arena;
  const { session, round } = await newRound(stores);
  const pack = ["Why?", "How?"].map((text, i) => ({ id: `pack:${i}`, text }));
  const drawn = [(await stores.entries.drawPrompt({ arenaId, roundId: round.id, pack }))?.text];
  for (const index of [2, 3]) {
    const { id } = await stores.rounds.open({ sessionId: session.id, index });
    drawn.push((await stores.entries.drawPrompt({ arenaId, roundId: id, pack }))?.text);
  }
  expect(drawn.slice(0, 2).sort()).toEqual(["How?", "Why?"]);
  expect(["How?", "Why?"]).toContain(drawn[2]);
});

test("B1 a player writes once, as themselves, into an open round of their session", async () => {
  const { stores, roundId, players } = await writingRound();
  const [ann] = players;
  const text = `<b>Ann</b> =1+1 \u{1F98A}`;
  expect(await stores.entries.write({ roundId, playerId: ann!.id, text })).toBe("accepted");
  expect(await stores.entries.write({ roundId, playerId: ann!.id, text: "again" })).toBe("duplicate");
  const stranger = (await newRound(stores)).players[0]!;
  expect(await stores.entries.write({ roundId, playerId: stranger.id, text: "hello" })).toBe("unknown");
  await stores.rounds.close(roundId);
  expect(await stores.entries.write({ roundId, playerId: players[1]!.id, text: "late" })).toBe("unknown");
  const answers = await stores.entries.answers(roundId, 4);
  expect(answers.filter(({ writer }) => writer === ann?.id).map((answer) => answer.text)).toEqual([text]);
  expect(answers.filter(({ writer }) => writer === "")).toHaveLength(4);
});

test("B2 B4 answers meet without their writers judging them, and what beat the machine is kept as a demonstration", async () => {
  const { stores, roundId, players } = await writingRound();
  const [ann, bob, cleo] = players.map(({ id }) => id) as [string, string, string];
  for (const playerId of [ann, bob]) await stores.entries.write({ roundId, playerId, text: `by ${playerId}` });
  const answers = await stores.entries.answers(roundId, 2);
  const of = (writer: string) => answers.filter((answer) => answer.writer === writer).map(({ id }) => id);
  const [machine, second] = of("") as [string, string];
  const pairs = [
    { a: of(ann)[0]!, b: machine },
    { a: machine, b: of(bob)[0]! },
  ];
  const showdown = await stores.entries.pair({ roundId, pairs, showdown: { a: of(ann)[0]!, b: second } });
  expect([showdown?.a.writer, showdown?.b.writer]).toEqual([ann, ""]);
  expect(showdown?.a.policyVersion).toBe(-1);
  expect(await stores.entries.pair({ roundId, pairs, showdown: pairs[0]! })).toEqual(showdown);

  const deal = (playerId: string, held: readonly string[] = []) =>
    stores.entries.deal({ roundId, playerId, count: 8, held });
  expect((await deal(cleo)).map(({ kind }) => kind)).toEqual(["bot", "bot"]);
  const forAnn = await deal(ann);
  expect(forAnn).toHaveLength(1);
  expect(await deal(ann, [forAnn[0]!.id])).toEqual([]);
  const own = (await deal(cleo)).find(({ id }) => id !== forAnn[0]!.id)!;
  const vote = (pair: typeof own, playerId: string, verdict: "a" | "b") =>
    stores.votes.cast([newVote(pair, roundId, playerId, verdict)]);
  expect(await vote(own, ann, "a")).toEqual(["unknown"]);
  expect(await vote(own, cleo, "a")).toEqual(["accepted"]);
  expect(await vote(own, bob, "a")).toEqual(["accepted"]);
  expect(await vote(forAnn[0]!, ann, "a")).toEqual(["accepted"]);
  expect(await vote(showdown!, ann, "a")).toEqual(["unknown"]);
  expect(await vote(showdown!, bob, "b")).toEqual(["accepted"]);
  await stores.rounds.close(roundId);

  const judged = new Map((await stores.entries.judged(roundId)).map((entry) => [entry.writer || entry.id, entry]));
  expect(judged.get(ann)).toMatchObject({ share: 2 / 3, votes: 3, won: true, version: -1 });
  expect(judged.get(bob)).toMatchObject({ share: 0, votes: 1, won: false });
  expect(judged.get(machine)).toMatchObject({ votes: 3, won: false, version: 0 });
  expect(await stores.demonstrations.list(arenaId)).toEqual([
    { prompt: "moon?", text: `by ${ann}`, share: 2 / 3, votes: 3 },
  ]);
  const comparisons = await stores.comparisons.after(arenaId, 0, 10);
  expect(comparisons.map(({ a, b }) => [a, b].filter((side) => side.policyVersion === -1).length)).toEqual([1, 1, 1]);
  expect(
    comparisons.flatMap(({ a, b }) => [a, b]).every((side) => side.policyVersion < 0 === (side.tokens.length === 0)),
  ).toBe(true);
  expect(await stores.comparisons.betweenVersions(arenaId)).toEqual([]);
});

test("players' answers are never dealt to other rounds", async () => {
  const { stores, roundId, players } = await writingRound(2);
  await stores.entries.write({ roundId, playerId: players[0]!.id, text: "mine" });
  const [written, machine] = await stores.entries.answers(roundId, 1);
  const met = { a: written!.id, b: machine!.id };
  await stores.entries.pair({ roundId, pairs: [met], showdown: met });
  await stores.rounds.close(roundId);
  const next = await newRound(stores, { players: 1 });
  for (let i = 0; i < 5; i++) {
    const dealt = await stores.pool.dealToPlayer({
      ...{ arenaId, roundId: next.round.id, playerId: next.players[0]!.id, count: 8 },
    });
    for (const pair of dealt) expect([pair.a.writer, pair.b.writer]).toEqual(["", ""]);
  }
  const copy = await stores.pool.dealShowdown({ arenaId, roundId: next.round.id });
  expect([copy?.a.text, copy?.b.text]).not.toContain("mine");
});

import postgres from "postgres";
import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { VoteResult } from "../../../../shared/protocol/results.ts";
import type { Verdict } from "../../../../shared/round/votes/verdict.ts";
import { setScores } from "../../../support/database.ts";
import { newPair, newPlayer, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const opened = withStores();
const arenaId = MAIN_ARENA;

test("a session's results tell of every player, round and question", async () => {
  const { stores } = opened;
  const { session, round, players } = await newRound(stores, { players: 2 });
  const [ann, bob] = players as [(typeof players)[0], (typeof players)[0]];
  await stores.pool.add(arenaId, [newPair(), newPair({ kind: "showdown" })]);
  const [rapid] = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: ann.id, count: 1 });
  await stores.votes.cast([newVote(rapid!, round.id, ann.id, "a")]);
  const again = await stores.pool.dealRepeat({ roundId: round.id, playerId: ann.id });
  await stores.votes.cast([newVote(again!, round.id, ann.id, "b")]);
  const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  await stores.votes.cast([
    newVote(showdown!, round.id, ann.id, "bothBad"),
    newVote(showdown!, round.id, bob.id, "tie"),
  ]);
  const away = await newPlayer(stores, session.id);
  await stores.votes.cast([newVote(showdown!, round.id, away.id, "cantJudge")]);
  await stores.players.setAbsent(away.id, true);
  await stores.predictions.predict({ roundId: round.id, playerId: ann.id, share: 0.5 });
  await stores.players.mute(bob.id, true);
  await stores.rounds.close(round.id, new Map([[ann.id, 40]]));

  const results = await stores.results.ofSession(session);
  expect(results).toMatchObject({ code: session.code, title: session.settings.title, finishedAt: null });
  expect(results.players).toEqual([
    {
      ...{
        nickname: ann.nickname,
        team: 0,
        teamName: "",
        score: 40,
        rank: 1,
        votes: 3,
        predictions: 1,
        meanPoints: 40,
        medianSeconds: 0.9,
      },
      ...{
        reliability: null,
        address: null,
        tooFast: 0,
        consistency: 1,
        muted: false,
        status: "playing",
        joinedAt: expect.stringMatching(/^\d{4}-.*Z$/),
      },
    },
    {
      ...{
        nickname: bob.nickname,
        team: 0,
        teamName: "",
        score: 0,
        rank: 2,
        votes: 1,
        predictions: 0,
        meanPoints: null,
        medianSeconds: 0.9,
      },
      ...{
        reliability: null,
        address: null,
        tooFast: 0,
        consistency: null,
        muted: true,
        status: "playing",
        joinedAt: expect.any(String),
      },
    },
  ]);
  expect(results.rounds).toEqual([
    {
      ...{
        round: 1,
        finale: false,
        modelVersion: 0,
        voters: 2,
        votes: 4,
        abstentions: 1,
        predictions: 1,
        meanPoints: 40,
      },
      ...{ openedAt: expect.stringMatching(/Z$/), closedAt: expect.stringMatching(/Z$/) },
    },
  ]);
  expect(results.questions).toEqual([
    {
      ...{ prompt: "Why is the sky blue?", pairs: 3, votes: 4, ties: 1, bothBad: 1 },
      ...{ bestAnswer: rapid!.a.text, bestShare: 1, bestVersion: 0, bestContestant: null },
    },
  ]);
});

test("removed and banned players stand last and without a rank", async () => {
  const { stores } = opened;
  const { session, players } = await newRound(stores, { players: 3 });
  await setScores(opened.url, new Map([[players[0]!.id, 90]]));
  await stores.players.kick(players[0]!.id);
  await stores.players.ban(players[1]!.id);
  const results = await stores.results.ofSession(session);
  expect(results.players.map(({ rank, status }) => ({ rank, status }))).toEqual([
    { rank: 1, status: "playing" },
    { rank: null, status: "removed" },
    { rank: null, status: "banned" },
  ]);
});

test("verdicts come in pages, each once, in the order in which they were cast", async () => {
  const { stores } = opened;
  const { session, round } = await newRound(stores, { players: 0 });
  await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
  const showdown = await stores.pool.dealShowdown({ arenaId, roundId: round.id });
  const players = [];
  for (let i = 0; i < 12; i++) players.push(await newPlayer(stores, session.id));
  for (const player of players) await stores.votes.cast([newVote(showdown!, round.id, player.id, "b")]);
  await stores.rounds.close(round.id);
  const votes: VoteResult[] = [];
  for await (const page of stores.results.votes(session.id)) votes.push(...page);
  expect(votes.map(({ nickname }) => nickname)).toEqual(players.map(({ nickname }) => nickname));
  expect(votes[0]).toEqual({
    ...{ round: 1, nickname: players[0]!.nickname, beat: "showdown", prompt: "Why is the sky blue?" },
    ...{ answerA: showdown!.a.text, answerB: showdown!.b.text, versionA: 0, versionB: 0 },
    ...{ contestantA: null, contestantB: null },
    ...{ verdict: "b", seconds: 0.9, castAt: expect.stringMatching(/Z$/) },
  });
});

test("a kicked player's nickname is free again, a banned one's is not", async () => {
  const { stores } = opened;
  const { session, players } = await newRound(stores, { players: 2 });
  const join = (nickname: string) => stores.players.join({ sessionId: session.id, nickname, avatar: 1 });
  await stores.players.kick(players[0]!.id);
  await stores.players.ban(players[1]!.id);
  expect(await join(players[0]!.nickname.toUpperCase())).toMatchObject({ player: { kicked: false } });
  expect(await join(players[0]!.nickname)).toBe("taken");
  expect(await join(players[1]!.nickname.toUpperCase())).toBe("banned");
});

test("the host's token finds the session of a code, finished or not, and no other", async () => {
  const { stores } = opened;
  const { session, hostToken } = await stores.sessions.create((await newRound(stores)).session.settings);
  await stores.sessions.finish(session.id);
  expect(await stores.sessions.ofHost(session.code.toLowerCase(), hostToken)).toMatchObject({ id: session.id });
  expect(await stores.sessions.ofHost(session.code, `${hostToken}x`)).toBeNull();
  expect(await stores.sessions.ofHost("no code", hostToken)).toBeNull();
});

test("a player's reliability is what was last saved of them", async () => {
  const { stores } = opened;
  const { session, players } = await newRound(stores, { players: 2 });
  const [ann, bob] = players as [(typeof players)[0], (typeof players)[0]];
  const estimate = { reliability: 0.5, low: 0.2, high: 0.9, eta: 0.7, weight: 0.8, repeats: 2, compared: 9 };
  await stores.raters.save([
    { ...estimate, playerId: ann.id, reliability: 0.3, repeats: 1 },
    { ...estimate, playerId: bob.id },
  ]);
  await stores.raters.save([{ ...estimate, playerId: ann.id }]);
  await stores.raters.save([]);
  const told = { share: 0.5, low: 0.2, high: 0.9, agreement: 0.7, weight: 0.8, repeats: 2, compared: 9 };
  expect((await stores.results.ofSession(session)).players.map(({ reliability }) => reliability)).toEqual([told, told]);
});

test("a reliability that can't be is refused, and none of those saved with it stays", async () => {
  const { stores } = opened;
  const { session, players } = await newRound(stores, { players: 2 });
  const estimate = { reliability: 0.5, low: 0.2, high: 0.9, eta: 0.7, weight: 0.8, repeats: 2, compared: 9 };
  const save = stores.raters.save(
    players.map(({ id }, i) => ({ ...estimate, playerId: id, low: i === 0 ? 0.2 : 0.95 })),
  );
  await expect(save).rejects.toThrow();
  expect((await stores.results.ofSession(session)).players.map(({ reliability }) => reliability)).toEqual([null, null]);
});

test("a host sees which votes count and why not the others, where seats are from, and who votes just like somebody else", async () => {
  const { stores } = opened;
  const { session, players } = await newRound(stores, { players: 2 });
  const sql = postgres(opened.url, { max: 1, onnotice: () => {} });
  const copies = [...players];
  for (let i = 0; i < 6; i++) copies.push(await newPlayer(stores, session.id));
  const others = [];
  for (let i = 0; i < 8; i++) others.push(await newPlayer(stores, session.id));
  await sql`update players set address = '0123abcdef456789' where id in ${sql(copies.map(({ id }) => id))}`;
  const rounds = 20;
  for (let index = 1; index <= rounds; index++) {
    const round = await stores.rounds.open({ sessionId: session.id, index });
    await stores.pool.add(arenaId, [newPair({ kind: "showdown" })]);
    const pair = (await stores.pool.dealShowdown({ arenaId, roundId: round.id }))!;
    const tossed = (i: number): Verdict => (((index * 7 + i * 5) * (i + 3)) % 8 < 4 ? "a" : "b");
    await stores.votes.cast([
      ...copies.map(({ id }) => newVote(pair, round.id, id, index % 3 === 0 ? "a" : "b")),
      ...others.map(({ id }, i) => newVote(pair, round.id, id, tossed(i))),
    ]);
    if (index < rounds) await stores.rounds.close(round.id);
  }
  const ofFirst =
    await sql`update votes set measured_ms = case when player_id = ${copies[0]!.id} then 80 else 3000 end`;
  expect(ofFirst.count).toBe(rounds * 16);
  await sql.end();

  const results = await stores.results.ofSession(session);
  // All votes of the first copy were too fast; one of them belongs to the round that isn't over.
  expect(results.votes).toEqual({ cast: 320, counted: 285, tooFast: 20, waiting: 15 });
  expect(results.players.filter(({ address }) => address === "0123AB")).toHaveLength(8);
  expect(results.players.filter(({ address }) => address === null)).toHaveLength(8);
  expect(
    results.players.filter(({ tooFast }) => tooFast > 0).map(({ nickname, tooFast }) => [nickname, tooFast]),
  ).toEqual([[copies[0]!.nickname, rounds - 1]]); // of a round that isn't over nothing is told of anybody
  expect(results.identical).toEqual([
    { nicknames: copies.map(({ nickname }) => nickname), common: rounds - 1, chance: expect.any(Number) },
  ]);
  expect(results.identical[0]!.chance).toBeLessThan(1e-3);
});

test("a session without votes has none that count, and nobody unusual", async () => {
  const { session } = await newRound(opened.stores, { players: 2 });
  expect(await opened.stores.results.ofSession(session)).toMatchObject({
    votes: { cast: 0, counted: 0, tooFast: 0, waiting: 0 },
    identical: [],
  });
});

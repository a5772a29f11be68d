import postgres from "postgres";
import { expect, test } from "vitest";
import { DROP_IN } from "../../../../server/game/round/drop-in.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { PairRecord } from "../../../../server/ports/pool.ts";
import { newPair, newPolicy, newRound, newVote, withStores } from "../../../support/open-arena.ts";

const arena = withStores();
const arenaId = MAIN_ARENA;
const SECRET = "what Ann wrote";

/**
 * A closed round of Beat the bot. Ann wrote one answer and Bob another; Ann, Bob and Cleo judged the machine against itself, Bob and Cleo
 * judged Ann's answer, and Cleo Bob's.
 */
async function played() {
  const { stores } = arena;
  await newPolicy(stores);
  const pairOnMoon = () => ({ ...newPair(), prompt: { id: "moon", text: "moon?" } });
  await stores.pool.add(arenaId, [pairOnMoon(), pairOnMoon()]);
  const { session, round, players } = await newRound(stores, { players: 3 });
  const [ann, bob, cleo] = players.map(({ id }) => id) as [string, string, string];
  const roundId = round.id;
  await stores.entries.drawPrompt({ arenaId, roundId, pack: null });
  await stores.entries.write({ roundId, playerId: ann, text: SECRET });
  await stores.entries.write({ roundId, playerId: bob, text: "what Bob wrote" });
  const answers = await stores.entries.answers(roundId, 2);
  const of = (writer: string) => answers.filter((answer) => answer.writer === writer).map(({ id }) => id);
  const [machine, second] = of("") as [string, string];
  const met = [
    { a: of(ann)[0]!, b: machine },
    { a: machine, b: of(bob)[0]! },
  ];
  const showdown = await stores.entries.pair({ roundId, pairs: met, showdown: { a: machine, b: second } });
  const bots = await stores.entries.deal({ roundId, playerId: cleo, count: 8, held: [] });
  const pairOf = (id: string) => bots.find(({ a, b }) => a.id === id || b.id === id)!;
  const vote = (pair: PairRecord, playerId: string, verdict: "a" | "b") =>
    stores.votes.cast([newVote(pair, roundId, playerId, verdict)]);
  await vote(showdown!, ann, "a");
  await vote(showdown!, bob, "b");
  await vote(showdown!, cleo, "b");
  await vote(pairOf(of(ann)[0]!), bob, "a");
  await vote(pairOf(of(ann)[0]!), cleo, "a");
  await vote(pairOf(of(bob)[0]!), ann, "a");
  await vote(pairOf(of(bob)[0]!), cleo, "b");
  for (const playerId of [ann, bob]) await stores.predictions.predict({ roundId, playerId, share: 0.4 });
  await stores.reports.report({ answerId: machine, playerId: ann });
  return { stores, session, roundId, players, ann, bob, cleo, answerOfAnn: of(ann)[0]! };
}

/** All that the tables hold, as one text. */
async function everything(): Promise<string> {
  const sql = postgres(arena.url, { max: 1, onnotice: () => {} });
  const tables = await sql<{ name: string }[]>`select tablename as name from pg_tables where schemaname = 'public'`;
  const rows = await Promise.all(tables.map(({ name }) => sql`select row_to_json(t)::text from ${sql(name)} t`));
  await sql.end({ timeout: 5 });
  return JSON.stringify(rows);
}

test("what a player gave is gone from every table; what others gave is there, and is compared anew", async () => {
  const { stores, roundId, players, ann, bob, answerOfAnn } = await played();
  await stores.rounds.close(
    roundId,
    new Map([
      [ann, 50],
      [bob, 70],
    ]),
  );
  expect((await stores.demonstrations.list(arenaId)).map(({ text }) => text)).toEqual([SECRET]);
  const before = await stores.comparisons.after(arenaId, 0, 10);
  expect(before).toHaveLength(3);
  const last = before.at(-1)!.id;

  expect(await stores.seats.withdraw(ann)).toEqual([answerOfAnn]);
  const left = await everything();
  expect(left).not.toContain(SECRET);
  expect(left).not.toContain(players[0]!.nickname);
  expect(await stores.demonstrations.list(arenaId)).toEqual([]);
  // Ann's answer is compared no more, and of the other two pairs what Bob and Cleo said.
  const after = await stores.comparisons.after(arenaId, 0, 10);
  expect(after.map(({ votes, label }) => [votes, label]).sort()).toEqual([
    [1, 0],
    [2, 0],
  ]);
  expect(after.flatMap(({ ballots }) => ballots.map(({ playerId }) => playerId))).not.toContain(ann);
  expect(after.every(({ id }) => id > last)).toBe(true);
  expect(await stores.comparisons.count(arenaId, last)).toBe(0);
  expect(await stores.seats.withdraw(ann)).toEqual([]);
});

test("results keep everybody's line, score and rank; nothing tells whose the nameless one was", async () => {
  const { stores, session, roundId, players, ann, bob } = await played();
  await stores.rounds.close(
    roundId,
    new Map([
      [ann, 90],
      [bob, 70],
    ]),
  );
  const lines = async () => (await stores.results.ofSession(session)).players;
  const before = new Map((await lines()).map((line) => [line.nickname, line]));
  await stores.seats.withdraw(ann);
  const [first, ...others] = await lines();
  expect(first).toMatchObject({ nickname: "…", score: 90, rank: 1, votes: 0, predictions: 0, status: "withdrawn" });
  expect(first?.address).toBeNull();
  expect(others.map(({ nickname, score, rank }) => [nickname, score, rank])).toEqual(
    others.map(({ nickname }) => [nickname, before.get(nickname)?.score, before.get(nickname)?.rank]),
  );
  const votes = [];
  for await (const page of stores.results.votes(session.id)) votes.push(...page);
  expect(votes.map(({ nickname }) => nickname)).not.toContain(players[0]!.nickname);
  expect(JSON.stringify(votes)).not.toContain(SECRET);
  expect((await stores.leaderboard.players(MAIN_ARENA, null, 10)).map(({ nickname }) => nickname)).not.toContain("…");
});

test("exports hold neither the answer nor the votes", async () => {
  const { stores, session, roundId, ann } = await played();
  await stores.rounds.close(roundId);
  await stores.seats.withdraw(ann);
  const found: unknown[] = [];
  await stores.datasets.read({ arenaId, sessionId: session.id }, async (source) => {
    for (const rows of [source.comparisons(), source.winners(), source.votes()])
      for await (const page of rows) found.push(...page);
  });
  expect(found.length).toBeGreaterThan(0);
  expect(JSON.stringify(found)).not.toContain(SECRET);
  expect(JSON.stringify(found)).not.toContain(ann);
});

test("in an open round no vote of theirs is taken any more, and its closing compares nothing that is gone", async () => {
  const { stores, roundId, ann, answerOfAnn } = await played();
  await stores.seats.withdraw(ann);
  const [pair] = await stores.entries.deal({ roundId, playerId: ann, count: 8, held: [] });
  expect(await stores.votes.cast([newVote(pair!, roundId, ann)])).toEqual(["unknown"]);
  expect(await stores.entries.write({ roundId, playerId: ann, text: "again" })).not.toBe("accepted");
  expect(await stores.rounds.close(roundId)).toEqual({ comparisons: 2, votes: 3 });
  const texts = (await stores.comparisons.after(arenaId, 0, 10)).flatMap(({ a, b }) => [a.text, b.text]);
  expect(texts).not.toContain("");
  const dealt = await stores.entries.deal({ roundId, playerId: ann, count: 8, held: [] });
  expect(dealt.flatMap(({ a, b }) => [a.id, b.id])).not.toContain(answerOfAnn);
});

test("the seat is gone with all its tokens, and so is the return code; a ban stays", async () => {
  const { stores } = arena;
  const session = await stores.sessions.dropIn(DROP_IN);
  const join = async (nickname: string) => {
    const joined = await stores.players.join({ sessionId: session.id, nickname, avatar: 3, consented: true });
    if (typeof joined === "string") throw new Error("The nickname was meant to be new");
    return joined;
  };
  const { player, token } = await join("Ann");
  const code = await stores.seats.newReturnCode(player.id);
  const further = await stores.seats.comeBack(session.id, code);
  expect((await stores.players.byToken(session.id, further!))?.id).toBe(player.id);
  await stores.seats.withdraw(player.id);
  for (const one of [token, further!]) expect(await stores.players.byToken(session.id, one)).toBeNull();
  expect(await stores.seats.comeBack(session.id, code)).toBeNull();
  expect(await join("Ann")).toMatchObject({ player: { nickname: "Ann" } });

  const rude = await join("Rude");
  await stores.players.ban(rude.player.id);
  await stores.seats.withdraw(rude.player.id);
  const line = (await stores.players.ofSession(session.id)).find(({ id }) => id === rude.player.id);
  expect(line).toMatchObject({ nickname: "…", banned: true, withdrawn: true });
});

test("a return code is eight letters, read as people type it, and leads back in its own session alone", async () => {
  const { stores } = arena;
  const [here, there] = [await newRound(stores), await newRound(stores)];
  const player = here.players[0]!;
  const first = await stores.seats.newReturnCode(player.id);
  expect(first).toMatch(/^[BCDFGHJKMNPQRSTVWX]{8}$/);
  const typed = ` ${first.slice(0, 4).toLowerCase()}-${first.slice(4)} `;
  const token = await stores.seats.comeBack(here.session.id, typed);
  expect((await stores.players.byToken(here.session.id, token!))?.id).toBe(player.id);
  expect(await stores.seats.comeBack(there.session.id, first)).toBeNull();
  const second = await stores.seats.newReturnCode(player.id);
  expect(await stores.seats.comeBack(here.session.id, first)).toBeNull();
  expect(await stores.seats.comeBack(here.session.id, second)).not.toBeNull();
  expect(await everything()).not.toContain(second);
});

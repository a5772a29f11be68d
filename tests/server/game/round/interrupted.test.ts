import { expect, test } from "vitest";
import { DONE, scoreOf, skipTo, tell, withKilledGames } from "../../../support/killed-games.ts";
import { postSession, SLOW } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

/** What a SIGKILL of the web process leaves to the players of a round: everything that was acknowledged. */

const { start, play, kill, stored, openShowdowns } = withKilledGames();

test("a showdown goes on with its ballots, and ends with points for those who come back", async () => {
  const before = await play({}, ["Ada", "Bob", "Idle"]);
  const { showdown } = await skipTo(before.host, "showdown");
  for (const seat of before.players.slice(0, 2)) {
    for (const verdict of ["b", "cantJudge", "a"])
      expect(await seat.request("vote", { pairId: showdown?.id, verdict, decisionMs: 9 })).toEqual(DONE);
  }
  for (const share of [0, 1]) expect(await before.players[0]?.request("predict", { share })).toEqual(DONE);
  expect(await before.players[0]?.request("lock", {})).toEqual(DONE);

  const after = await kill(before, [0, 1]);
  const [ada, bob] = after.players;
  expect(ada?.view()).toMatchObject({ phase: "showdown", round: 1, interrupted: true, showdown: { id: showdown?.id } });
  expect(ada?.view().remainingMs).toBeGreaterThan(290_000);
  expect(ada?.welcome.own).toMatchObject({ verdict: "a", share: 1, locked: true });
  expect(bob?.welcome.own).toMatchObject({ verdict: "a", share: null, locked: false });
  const again = { pairId: showdown?.id, verdict: "b", decisionMs: 9 };
  expect(await ada?.request("vote", again)).toEqual({ ok: false, error: "locked_in" });
  expect(await ada?.request("lock", {})).toEqual({ ok: true, duplicate: true });
  expect(await bob?.request("predict", { share: 0.9 })).toEqual(DONE);
  expect(await bob?.request("lock", {})).toEqual(DONE);
  expect(ada?.view().phase).toBe("showdown"); // others may still be on their way
  const over = await ada?.until((view) => view.phase === "reveal");
  expect(over).toMatchObject({ interrupted: false, reveal: { votes: { a: 2, b: 0 }, share: 1 } });
  expect(ada?.points).toMatchObject([{ points: 500, total: 500, streak: 1 }]);
  const both = {
    points: [
      ["Ada", 500],
      ["Bob", 480],
    ],
    scores: { Ada: 500, Bob: 480, Idle: 0 },
    open: 0,
  };
  await expect.poll(() => stored(after.session)).toEqual(both);

  const later = await kill(after, [0, 1]);
  expect(later.players[0]?.view()).toMatchObject({ phase: "intermission", round: 1, interrupted: true });
  expect(later.players.map(scoreOf)).toEqual([500, 480]);
  expect(later.players[0]?.view().players[ada?.welcome.playerId ?? ""]).toMatchObject({ streak: 1, rank: 1 });
  expect(await stored(later.session)).toEqual(both);
  await skipTo(later.host, "rapid");
  expect(later.host.view().round).toBe(2);
});

test("a podium goes on with its rankings and picks", async () => {
  const before = await play({ mode: "podium" }, ["Ada", "Bob"]);
  const { podium } = await skipTo(before.host, "ranking");
  const ids = podium?.answers.map(({ id }) => id) ?? [];
  const [ada, bob] = before.players;
  const ranking = [...ids].reverse();
  expect(await ada?.request("rank", { podiumId: podium?.id, ranking, decisionMs: 9 })).toEqual(DONE);
  expect(await bob?.request("pick", { answerId: ranking[0] })).toEqual(DONE);

  const after = await kill(before);
  expect(after.host.view()).toMatchObject({ phase: "ranking", interrupted: true, podium: { id: podium?.id } });
  expect(after.host.view().podium?.answers.map(({ id }) => id)).toEqual(ids);
  expect(after.players.map(({ welcome }) => welcome.own)).toMatchObject([
    { ranking, pick: null },
    { ranking: null, pick: ranking[0] },
  ]);
  expect(after.host.view().players[ada?.welcome.playerId ?? ""]?.judged).toBe(1);
  const { podiumReveal } = await skipTo(after.host, "reveal");
  expect(podiumReveal).toMatchObject({ ballots: 1 });
  expect(after.players.map(scoreOf)).toEqual([0, 500]);
  const all = { points: [["Bob", 500]], scores: { Ada: 0, Bob: 500 }, open: 0 };
  await expect.poll(() => stored(after.session)).toEqual(all);
});

test("what was written before a crash is there after it, is paired, judged and wins", async () => {
  const before = await play({ mode: "bot", rounds: 1 }, ["Ada", "Bob", "Idle"]);
  await before.host.until((view) => view.phase === "writing");
  const text = (i: number) => `Light number ${i} scatters.`;
  for (const [i, seat] of before.players.slice(0, 2).entries())
    expect(await seat.request("write", { text: text(i) })).toEqual(DONE);

  const writing = await kill(before);
  expect(writing.host.view()).toMatchObject({ phase: "writing", interrupted: true });
  expect(writing.host.view().task).toEqual(before.host.view().task);
  expect(writing.players.map(({ welcome }) => welcome.own?.answer)).toEqual([text(0), text(1), undefined]);
  expect(await writing.players[0]?.request("write", { text: "Another." })).toEqual({ ok: true, duplicate: true });
  await skipTo(writing.host, "rapid");
  const isWritten = (given: string) => given.startsWith("Light number");
  const idle = writing.players[2];
  const dealt = await idle?.request("deal", { count: 8 });
  const met = dealt?.ok ? dealt.pairs.filter(({ a, b }) => isWritten(a) || isWritten(b)) : [];
  expect(met.length).toBeGreaterThan(2);
  const [first, ...rest] = met;
  const judge = (seat: Seat | undefined, pair: (typeof met)[0] | undefined) =>
    seat?.request("vote", { pairId: pair?.id, verdict: isWritten(pair?.a ?? "") ? "a" : "b", decisionMs: 9 });
  expect(await judge(idle, first)).toEqual(DONE);

  const rapid = await kill(writing);
  expect(rapid.host.view()).toMatchObject({ phase: "rapid", round: 1, interrupted: true });
  expect(rapid.host.view().players[idle?.welcome.playerId ?? ""]?.judged).toBe(1);
  const [, , judging] = rapid.players;
  for (const pair of rest) expect(await judge(judging, pair)).toEqual(DONE);
  const { showdown } = await skipTo(rapid.host, "showdown");
  const pair = showdown as (typeof met)[0];
  expect(await judge(judging, pair)).toEqual(DONE);

  const shown = await kill(rapid);
  expect(shown.host.view()).toMatchObject({ phase: "showdown", showdown: { id: pair.id } });
  expect(shown.players.map(({ welcome }) => welcome.own?.writer).filter(Boolean)).toHaveLength(1);
  await skipTo(shown.host, "reveal");
  const { players } = await shown.host.until((view) => view.entries.length > 0);
  const wins = (view: typeof players) =>
    Object.values(view)
      .map(({ nickname, wins: won }) => [nickname, won])
      .sort();
  expect(wins(players)).toEqual([
    ["Ada", 1],
    ["Bob", 1],
    ["Idle", 0],
  ]);
  const closed = await kill(shown);
  expect(wins(closed.host.view().players)).toEqual([
    ["Ada", 1],
    ["Bob", 1],
    ["Idle", 0],
  ]);
});

test("a pause outlives the process that held it", async () => {
  const before = await play({}, ["Ada"]);
  await skipTo(before.host, "showdown");
  await tell(before.host, "pause");
  await expect.poll(openShowdowns).toMatchObject([{ paused: true }]);
  const after = await kill(before);
  expect(after.host.view()).toMatchObject({ phase: "showdown", paused: true, remainingMs: 300_000 });
  await after.host.until((view) => !view.interrupted);
  expect(after.host.view()).toMatchObject({ phase: "showdown", paused: true });
  await tell(after.host, "resume");
  expect(await after.players[0]?.request("predict", { share: 0.5 })).toEqual(DONE);
});

test("an orderly stop closes a showdown with points and leaves a writing to be gone on with", async () => {
  const before = await play({}, ["Ada", "Bob"]);
  const bot = await postSession(before.web.port, { ...SLOW, mode: "bot", writingMs: 300_000 });
  const botHost = await takeSeat(before.web.port, bot.code, { hostToken: bot.hostToken });
  const writer = await takeSeat(before.web.port, bot.code, { nickname: "Ada" });
  await tell(botHost, "start");
  await botHost.until((view) => view.phase === "writing");
  await takeSeat(before.web.port, bot.code, { nickname: "Idle" });
  expect(await writer.request("write", { text: "Light scatters." })).toEqual(DONE);
  const { showdown } = await skipTo(before.host, "showdown");
  await before.players[0]?.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 9 });
  expect(await before.players[1]?.request("predict", { share: 1 })).toEqual(DONE);
  expect(await before.web.kill("SIGTERM")).toBe(0);
  expect(await stored(before.session)).toEqual({ points: [["Bob", 500]], scores: { Ada: 0, Bob: 500 }, open: 0 });

  const next = await start();
  const back = await takeSeat(next.port, before.session.code, { token: before.players[1]?.welcome.token });
  expect(back.view()).toMatchObject({ phase: "intermission", interrupted: true });
  expect(scoreOf(back)).toBe(500);
  const own = await takeSeat(next.port, bot.code, { token: writer.welcome.token });
  expect(own.view()).toMatchObject({ phase: "writing" });
  expect(own.welcome.own).toMatchObject({ answer: "Light scatters." });
});

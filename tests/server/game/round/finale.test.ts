import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Verdict, VerdictChoice } from "../../../../shared/round/votes/verdict.ts";
import { keepFinaleAnswers, nextVersion } from "../../../support/finale-answers.ts";
import { DONE, type KilledGame, scoreOf, skipTo, tell, withKilledGames } from "../../../support/killed-games.ts";
import type { Seat } from "../../../support/seat.ts";

/** The end of a game on real connections, and what a SIGKILL of the web process leaves of it. */

const { play, kill, reopen, stored, withDatabase } = withKilledGames();
const FOUR = ["Ada", "Bob", "Cleo", "Dan"];

/** A game in the intermission of its last round, whose players have taught the model a new version. */
async function taught(names: readonly string[], rounds = 2): Promise<KilledGame & { began: number; now: number }> {
  const began = await withDatabase(async (stores) => {
    const { version } = (await stores.policies.newest(MAIN_ARENA))!;
    if (!(await stores.finales.has(MAIN_ARENA, version))) await keepFinaleAnswers(stores, version);
    return version;
  });
  const game = await play({ rounds }, names);
  for (let round = 1; round <= rounds; round++) {
    await skipTo(game.host, "rapid");
    await skipTo(game.host, "intermission");
  }
  const now = await withDatabase((stores) => nextVersion(stores));
  return { ...game, began, now };
}

/** The session's last round as it is stored. */
const latest = ({ session }: KilledGame) =>
  withDatabase(async (stores) => stores.pastRounds.latest((await stores.sessions.byCode(session.code))!.id));

const pairOf = (seat: Seat | undefined) => seat!.view().finale?.pair ?? null;

/** Which side the newer version has, by its words. */
const sideOf = (seat: Seat | undefined, version: number): Verdict =>
  pairOf(seat)!.a.includes(`version ${version} `) ? "a" : "b";

const vote = (seat: Seat | undefined, verdict: VerdictChoice) =>
  seat!.request("vote", { pairId: pairOf(seat)?.id, verdict, decisionMs: 900 });

/** A verdict, locked in. */
async function judge(seat: Seat | undefined, verdict: VerdictChoice) {
  expect(await vote(seat, verdict)).toEqual(DONE);
  return seat!.request("lock", {});
}

test("F1-F4 C1 a class judges then against now, whatever is killed meanwhile", async () => {
  const first = await taught(FOUR);
  const { began, now } = first;
  await tell(first.host, "skip");
  const opening = await first.host.until((view) => view.phase === "finale");
  expect(opening).toMatchObject({
    round: 2,
    finale: { index: 1, count: 3, verdict: "", versionNow: -1, unmasked: [] },
  });
  const wire = JSON.stringify(first.players[0]!.view());
  expect(wire).not.toMatch(/nowIsA|reward":|writer":"[^"]/);
  for (const player of first.players) expect(await judge(player, sideOf(player, now))).toEqual(DONE);

  const second = await first.host.until((view) => view.finale?.index === 2);
  expect(second.finale?.pair?.prompt).not.toBe(opening.finale?.pair?.prompt);
  const [ada, bob, cleo] = first.players;
  expect(await ada!.request("lock", {})).toEqual({ ok: false, error: "incomplete" });
  expect(await vote(ada, "bothBad")).toEqual(DONE);
  expect(await judge(ada, sideOf(ada, now))).toEqual(DONE);
  expect(await ada!.request("lock", {})).toEqual({ ok: true, duplicate: true });
  expect(await vote(ada, "tie")).toEqual({ ok: false, error: "locked_in" });
  expect(await vote(bob, "a")).toEqual(DONE);
  expect(await vote(bob, "tie")).toEqual(DONE);
  expect(await vote(bob, "tie")).toEqual({ ok: true, duplicate: true });
  expect(await judge(cleo, "cantJudge")).toEqual(DONE);
  expect(await ada!.request("vote", { pairId: opening.finale?.pair?.id, verdict: "b", decisionMs: 9 })).toEqual({
    ...{ ok: false, error: "unknown_pair" },
  });
  const reported = await ada!.request("report", { answerId: pairOf(ada)!.answerB });
  expect(reported).toEqual(DONE);

  const back = await kill(first);
  expect(back.host.view()).toMatchObject({ phase: "finale", round: 2, interrupted: true, finale: { index: 2 } });
  expect(pairOf(back.host)).toEqual(second.finale?.pair);
  expect(back.players.map(({ welcome: { own } }) => [own?.verdict ?? null, own?.locked ?? false])).toEqual([
    [sideOf(ada, now), true],
    ["tie", false],
    ["cantJudge", true],
    [null, false],
  ]);
  expect(await back.players[1]!.request("lock", {})).toEqual(DONE);
  expect(await judge(back.players[3], sideOf(back.players[3], now))).toEqual(DONE);
  await tell(back.host, "skip"); // it waits for those who might still be on their way
  await back.host.until((view) => view.finale?.index === 3);
  await tell(back.host, "pause");
  expect(await vote(back.players[0], "a")).toEqual({ ok: false, error: "wrong_phase" });
  await expect.poll(() => latest(back)).toMatchObject({ beat: "finale", step: 2, paused: true });
  const held = await kill(back);
  expect(held.host.view()).toMatchObject({ phase: "finale", paused: true, finale: { index: 3 } });
  await tell(held.host, "resume");
  for (const player of held.players) expect(await vote(player, sideOf(player, now))).toEqual(DONE);

  await tell(held.host, "skip");
  const off = await held.host.until((view) => view.phase === "unmasking");
  const result = { voters: 4, preferNow: 4, preferBefore: 0, verdict: "better", versionBefore: began, versionNow: now };
  expect(off.finale).toMatchObject(result);
  expect(pairOf(held.host)).toBeNull();
  expect(off.finale?.unmasked.map(({ forNow, forBefore, neither }) => [forNow, forBefore, neither])).toEqual([
    ...[
      [4, 0, 0],
      [2, 0, 1],
      [4, 0, 0],
    ],
  ]);
  for (const { nowIsA, a, b } of off.finale!.unmasked) expect(nowIsA ? a : b).toContain(`version ${now} `);
  await expect.poll(() => stored(held.session)).toMatchObject({ points: [], open: 0 });

  const over = await kill(held);
  expect(over.host.view()).toMatchObject({ phase: "unmasking", interrupted: true, finale: result });
  await tell(over.host, "skip");
  await over.host.until((view) => view.phase === "finished");
  expect(over.host.view().finale).toMatchObject(result);
  expect(over.players.map(scoreOf)).toEqual([0, 0, 0, 0]);
  await withDatabase(async (stores) => {
    const comparisons = await stores.comparisons.after(MAIN_ARENA, 0, 99);
    const finale = comparisons.filter(({ kind }) => kind === "finale");
    expect(finale.map(({ votes }) => votes)).toEqual([4, 3, 4]);
    for (const { a, b, label } of finale.filter((_, i) => i !== 1)) {
      expect(label).toBe(a.policyVersion > b.policyVersion ? 1 : 0);
    }
  });
});

test("F1 a game that taught nothing ends with a word on it, and one that wants no finale has none", async () => {
  const before = await play({ rounds: 2 }, ["Ada"]);
  const ended = await skipTo(before.host, "finished");
  expect(ended).toMatchObject({ finale: { absent: "unchanged", count: 0 } });
  await before.web.kill("SIGTERM"); // a database has one web process without Redis
  const next = await play({ rounds: 2, finale: false }, ["Ada"]);
  expect((await skipTo(next.host, "finished")).finale).toBeUndefined();
});

test("a host who ends the game amid its finale, and a server that is told to stop, lose no vote", async () => {
  const game = await taught(["Ada", "Bob"]);
  await tell(game.host, "skip");
  await game.host.until((view) => view.phase === "finale");
  expect(await vote(game.players[0], sideOf(game.players[0], game.now))).toEqual(DONE);
  expect(await game.web.kill("SIGTERM")).toBe(0);
  expect(await stored(game.session)).toMatchObject({ open: 1 });
  const back = await reopen(game);
  expect(back.host.view()).toMatchObject({ phase: "finale", finale: { index: 1 } });
  await tell(back.host, "end");
  const { finale } = await back.host.until((view) => view.phase === "finished");
  expect(finale).toMatchObject({ voters: 1, preferNow: 1, verdict: "few" });
  await expect.poll(() => stored(back.session)).toMatchObject({ open: 0 });
});

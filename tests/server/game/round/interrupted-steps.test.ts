import { expect, test } from "vitest";
import { DONE, playOn, scoreOf, skipTo, withKilledGames } from "../../../support/killed-games.ts";
import type { Seat } from "../../../support/seat.ts";

/** A SIGKILL of the web process while many games take the same step: each of them takes it once. */

const { start, killAmid, stored } = withKilledGames();

test("killed while last ballots come in and reveals begin, every acknowledged prediction is scored once", async () => {
  const web = await start();
  const games = await Promise.all(Array.from({ length: 9 }, () => playOn(web, { teams: 2 }, ["Ada", "Bob"])));
  for (const { host, players } of games) {
    const { showdown } = await skipTo(host, "showdown");
    for (const seat of players)
      for (const verdict of ["a", "b"])
        expect(await seat.request("vote", { pairId: showdown?.id, verdict, decisionMs: 9 })).toEqual(DONE);
  }
  const lockIn = async (seat: Seat) => {
    const predicted = await seat.request("predict", { share: 0 });
    return predicted.ok ? seat.request("lock", {}) : predicted;
  };
  const after = await killAmid(games, lockIn);
  const phases = after.map(({ host }) => host.view().phase);
  for (const { host, players } of after) {
    if (host.view().phase !== "showdown") continue;
    for (const seat of players) expect(await lockIn(seat)).toMatchObject({ ok: true });
    await skipTo(host, "reveal").catch(() => {}); // it may end by itself meanwhile
  }
  for (const { session, host, players } of after) {
    await expect.poll(() => stored(session)).toMatchObject({ scores: { Ada: 500, Bob: 500 }, open: 0 });
    expect((await stored(session)).points.sort()).toEqual([
      ["Ada", 500],
      ["Bob", 500],
    ]);
    expect(players.map(scoreOf)).toEqual([500, 500]);
    expect(host.view().teams.map(({ score }) => score)).toEqual([500, 500]);
  }
  expect(phases).toEqual(phases.map(() => expect.stringMatching(/^(showdown|intermission)$/)));
});

test("killed while last answers come in and are paired, all of them are paired once", async () => {
  const web = await start();
  const bot = { mode: "bot", rounds: 1 } as const;
  const games = await Promise.all(Array.from({ length: 9 }, () => playOn(web, bot, ["Ada", "Bob"])));
  for (const { host } of games) await host.until((view) => view.phase === "writing");
  // Each writer's own. Their ids are of no use: now and then one spells a word that is refused.
  const written = new Map<string, string>();
  const textOf = ({ welcome: { playerId } }: Seat): string => {
    const text = written.get(playerId) ?? `Light ${written.size} scatters.`;
    written.set(playerId, text);
    return text;
  };
  const write = (seat: Seat) => seat.request("write", { text: textOf(seat) });
  const after = await killAmid(games, write);
  for (const { host, players } of after) {
    if (host.view().phase === "writing") {
      for (const seat of players) expect(await write(seat)).toMatchObject({ ok: true });
      await skipTo(host, "rapid");
    }
    await host.until((view) => view.phase === "rapid");
    for (const [i, seat] of players.entries()) {
      const dealt = await seat.request("deal", { count: 8 });
      const texts = dealt.ok ? dealt.pairs.flatMap(({ a, b }) => [a, b]).join() : "";
      expect(texts).toContain(textOf(players[1 - i]!));
      expect(texts).not.toContain(textOf(seat));
    }
  }
});

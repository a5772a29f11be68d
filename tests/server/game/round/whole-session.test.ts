import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();

/** Judges `count` rapid pairs for A. */
async function judge(player: Seat, count: number): Promise<void> {
  const dealt = await player.request("deal", { count });
  if (!dealt.ok) throw new Error(dealt.error);
  for (const { id } of dealt.pairs) {
    expect(await player.request("vote", { pairId: id, verdict: "a", decisionMs: 700 })).toEqual({
      ok: true,
      duplicate: false,
    });
  }
}

test("three players, a host and a spectator play a session from the lobby to the end", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const spectator = await takeSeat(web.port, session.code, { spectate: true });
  const players = await Promise.all(["Ada", "Grace", "Joan"].map((name) => web.player(session.code, name)));
  const [ada, grace, joan] = players as [Seat, Seat, Seat];
  const lobby = await spectator.until((view) => Object.keys(view.players).length === 3);
  expect(lobby).toMatchObject({ phase: "lobby", round: 0, rounds: 2, spectators: 1, code: session.code });

  expect(await host.request("host", { command: "start" })).toEqual({ ok: true });
  for (const round of [1, 2]) {
    await ada.until((view) => view.phase === "rapid" && view.round === round);
    await Promise.all([judge(ada, 3), judge(grace, 2)]);
    await ada.until((view) => view.players[ada.welcome.playerId]?.judged === 3);

    await host.request("host", { command: "skip" });
    const { showdown } = await ada.until((view) => view.phase === "showdown");
    const pairId = showdown?.id ?? "";
    for (const [player, verdict, share] of [
      [ada, "a", 0.5],
      [grace, "a", 0.5],
      [joan, "b", 1],
    ] as const) {
      expect(await player.request("vote", { pairId, verdict, decisionMs: 900 })).toMatchObject({ ok: true });
      expect(await player.request("predict", { share })).toMatchObject({ ok: true });
    }

    const { reveal } = await joan.until((view) => view.phase === "reveal");
    expect([reveal?.versionA, reveal?.versionB].sort()).toEqual([0, 1]);
    expect(reveal).toMatchObject({ votes: { a: 2, b: 1, tie: 0, bothBad: 0 }, share: 2 / 3, rewardModelShare: 0.5 });
    // Ada and Grace shrugged: 50 points. Joan was sure of the other two, and right: 100.
    const standing = await joan.until((view) => view.players[joan.welcome.playerId]?.score === 100 * round);
    expect(standing.players[joan.welcome.playerId]).toMatchObject({ rank: 1, streak: round });
    expect(standing.players[ada.welcome.playerId]).toMatchObject({ rank: 2, score: 50 * round });
    expect(joan.points.at(-1)).toEqual({
      ...{ predicted: 1, share: 1, points: 100, streak: round, total: 100 * round, pick: "" },
    });

    await host.request("host", { command: "skip" });
    await ada.until((view) => view.phase === "intermission" && view.learning.votes === 8 * round);
    await host.request("host", { command: "skip" });
  }
  await ada.until((view) => view.phase === "finished");

  const comparisons = await web.stores.comparisons.after(MAIN_ARENA, 0, 100);
  expect(comparisons.map(({ kind, votes }) => `${kind} ${votes}`).sort()).toEqual([
    ...Array.from({ length: 10 }, () => "rapid 1"),
    ...Array.from({ length: 2 }, () => "showdown 3"),
  ]);
  await expect.poll(() => web.stores.sessions.byCode(session.code)).toBeNull();
  const board = await web.stores.leaderboard.players(MAIN_ARENA, null, 10);
  expect(board[0]).toMatchObject({ nickname: "Joan", score: 200, votes: 2 });
  await Promise.all([host, spectator, ...players].map((seat) => seat.leave()));
});

test("a vote is in the database when it's acknowledged", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  const pairId = dealt.ok ? (dealt.pairs[0]?.id ?? "") : "";
  await ada.request("vote", { pairId, verdict: "tie", decisionMs: 5 });
  expect(await web.stores.votes.ofPair(pairId)).toEqual({ a: 0, b: 0, tie: 1, bothBad: 0 });
  await Promise.all([host.leave(), ada.leave()]);
});

test("beats end by themselves at their deadlines", async () => {
  const quick = { rounds: 1, rapidMs: 500, showdownMs: 500, revealMs: 100, intermissionMs: 100 };
  const session = await web.createSession(quick);
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  const phases: string[] = [];
  ada.room.onStateChange((state: { phase: string }) => {
    if (phases.at(-1) !== state.phase) phases.push(state.phase);
  });
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "finished");
  expect(phases.filter((phase) => phase !== "lobby" && phase !== "dealing")).toEqual([
    "rapid",
    "showdown",
    "reveal",
    "intermission",
    "finished",
  ]);
});

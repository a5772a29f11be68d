import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { EXTERNAL_MODEL } from "../../../../shared/round/authors.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();

/** A podium session in its ranking, with three players. */
async function ranking() {
  const session = await web.createSession({ ...SLOW, mode: "podium", rounds: 1 });
  const host = await web.host(session);
  const [ada, grace, joan] = await Promise.all(["Ada", "Grace", "Joan"].map((name) => web.player(session.code, name)));
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { podium } = await ada!.until((view) => view.phase === "ranking");
  const ids = podium?.answers.map(({ id }) => id) ?? [];
  const rank = (seat: Seat, order: readonly string[]) =>
    seat.request("rank", { podiumId: podium?.id, ranking: order, decisionMs: 900 });
  return { session, host, ada: ada!, grace: grace!, joan: joan!, ids, rank };
}

test("K1-K4 players rank four answers, and the rankings become comparisons of one prompt", async () => {
  const { session, host, ada, grace, joan, ids, rank } = await ranking();
  expect(new Set(ids).size).toBe(4);
  const [a, b, c, d] = ids as [string, string, string, string];
  expect(await rank(ada, [a, b, c, d])).toEqual({ ok: true, duplicate: false });
  expect(await rank(ada, [a, b, c, d])).toEqual({ ok: true, duplicate: true });
  expect(await rank(ada, [d, c, b, a])).toEqual({ ok: true, duplicate: false });
  expect(await rank(ada, [a, b, c, d])).toEqual({ ok: true, duplicate: false });
  expect(await rank(grace, [a, a, c, d])).toEqual({ ok: false, error: "bad_message" });
  expect(await rank(grace, [a, c, b, d])).toEqual({ ok: true, duplicate: false });
  expect(await rank(joan, [b, a, c, d])).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("pick", { answerId: "another" })).toEqual({ ok: false, error: "unknown_pair" });
  expect(await ada.request("pick", { answerId: a })).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("pick", { answerId: b })).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("pick", { answerId: a })).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("lock", {})).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("pick", { answerId: b })).toEqual({ ok: false, error: "locked_in" });
  expect(JSON.stringify(ada.view().podium)).not.toMatch(/version|reward|firsts/);
  for (const seat of [grace, joan]) {
    await seat.request("pick", { answerId: a });
    await seat.request("lock", {});
  }

  const { podiumReveal } = await joan.until((view) => view.phase === "reveal");
  expect(podiumReveal?.ballots).toBe(3);
  expect(podiumReveal?.answers.map(({ firsts, place }) => [firsts, place])).toEqual([
    [2, 1],
    [1, 2],
    [0, 3],
    [0, 4],
  ]);
  // Ada and Grace see one of two others put it first, Joan both.
  expect(joan.points.at(-1)).toMatchObject({ pick: a, share: 1, points: 500, streak: 1 });
  expect(ada.points.at(-1)).toMatchObject({ pick: a, share: 0.5, points: 167, streak: 1 });

  await host.until((view) => view.learning.votes === 18);
  const comparisons = (await web.stores.comparisons.after(MAIN_ARENA, 0, 100)).filter(({ kind }) => kind === "podium");
  expect(comparisons).toHaveLength(6);
  expect(new Set(comparisons.map(({ promptId }) => promptId)).size).toBe(1);
  await Promise.all([host, ada, grace, joan].map((seat) => seat.leave()));
  await web.stores.sessions.finish((await web.stores.sessions.byCode(session.code))?.id ?? "");
});

test("X1 an external model is named when all is over, and not before", async () => {
  const { externalModels } = web.stores;
  const state = { name: "oracle", paused: null, pausedUntil: null, calls: 1, tokens: 100, unusable: 0 };
  const externalModelId = await externalModels.setState(MAIN_ARENA, { ...state, share: 1 });
  const prompts = await externalModels.promptsFor({ arenaId: MAIN_ARENA, externalModelId, count: 9, except: [] });
  for (const { id } of prompts)
    await externalModels.answer(MAIN_ARENA, externalModelId, { promptId: id, text: "From elsewhere." });
  // A session ranks no prompt twice, but this is a new one.
  const { session, host, ada, grace, joan } = await ranking();
  expect(ada.view().podium?.answers.map(({ text }) => text)).toContain("From elsewhere.");
  expect(JSON.stringify(ada.view())).not.toContain("oracle");
  await host.request("host", { command: "skip" });
  const { podiumReveal } = await ada.until((view) => view.phase === "reveal");
  const visitors = podiumReveal?.answers.filter(({ version }) => version === EXTERNAL_MODEL);
  expect(visitors?.map(({ writer }) => writer)).toEqual(["oracle"]);
  await externalModels.setState(MAIN_ARENA, { ...state, share: 0 });
  await Promise.all([host, ada, grace, joan].map((seat) => seat.leave()));
  await web.stores.sessions.finish((await web.stores.sessions.byCode(session.code))?.id ?? "");
});

test("X3 a ranking is stored when it's acknowledged, and known to a reloaded page", async () => {
  const { session, host, ada, grace, joan, ids, rank } = await ranking();
  await rank(ada, ids);
  await ada.leave();
  const back = await takeSeat(web.port, session.code, { token: ada.welcome.token });
  expect(back.welcome.own).toMatchObject({ ranking: ids, pick: null });
  expect(back.view().players[ada.welcome.playerId]).toMatchObject({ judged: 1, locked: false });
  expect(await rank(back, ids)).toEqual({ ok: true, duplicate: true });
  const results = await web.stores.results.ofSession((await web.stores.sessions.byCode(session.code))!);
  expect(results).toMatchObject({ openRounds: 1, rounds: [] });
  await Promise.all([host, back, grace, joan].map((seat) => seat.leave()));
});

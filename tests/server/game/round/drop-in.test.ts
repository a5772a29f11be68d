import { expect, test } from "vitest";
import type { DropIn, DropInDays } from "../../../../shared/protocol/drop-in.ts";
import { setScores } from "../../../support/database.ts";
import { withWeb } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();
const get = (path: string, token = "") =>
  fetch(`http://127.0.0.1:${web.port}${path}`, { headers: { authorization: `Bearer ${token}` } });
const dropIn = async () => (await (await get("/api/drop-in")).json()) as DropIn;
const join = (code: string, nickname: string) => takeSeat(web.port, code, { nickname, consent: true });

test("D1 the drop-in session is there from the start, is one, and starts with its first player", async () => {
  const { code } = await dropIn();
  expect(await Promise.all([dropIn(), dropIn()])).toEqual([
    { code, title: "Drop-in" },
    { code, title: "Drop-in" },
  ]);
  await expect(takeSeat(web.port, code, { nickname: "Ada" })).rejects.toThrow("consent_needed");
  const ada = await join(code, "Ada");
  const view = await ada.until(({ phase }) => phase === "rapid");
  expect(view).toMatchObject({ round: 1, rounds: 0 });
  const session = await web.stores.sessions.byCode(code);
  expect(await web.stores.players.ofSession(session?.id ?? "")).toHaveLength(1);
  await ada.leave();
});

test("D3 who leaves is out of the standings, and comes back to the score they had", async () => {
  const { code } = await dropIn();
  const [grace, joan] = [await join(code, "Grace"), await join(code, "Joan")];
  await setScores(web.databaseUrl, new Map([[grace.welcome.playerId, 70]]));
  await grace.leave();
  await joan.until((view) => view.players[grace.welcome.playerId] === undefined);
  const back = await takeSeat(web.port, code, { token: grace.welcome.token });
  const { players } = await joan.until((view) => view.players[grace.welcome.playerId]?.connected === true);
  expect(players[grace.welcome.playerId]).toMatchObject({ nickname: "Grace", score: 70 });
  await Promise.all([back.leave(), joan.leave()]);
});

test("a player's days are for whoever holds their token", async () => {
  const { code } = await dropIn();
  const eve = await join(code, "Eve");
  await eve.until(({ phase }) => phase === "rapid");
  const dealt = await eve.request("deal", { count: 3 });
  for (const { id } of dealt.ok ? dealt.pairs : []) {
    expect(await eve.request("vote", { pairId: id, verdict: "a", decisionMs: 9 })).toMatchObject({ ok: true });
  }
  const { days } = (await (await get("/api/drop-in/days", eve.welcome.token)).json()) as DropInDays;
  expect(days).toEqual([{ day: new Date().toISOString().slice(0, 10), judged: 3, predictions: 0, points: 0 }]);
  expect((await get("/api/drop-in/days", "nobody")).status).toBe(403);
  expect((await get("/api/drop-in/days")).status).toBe(403);
  await eve.leave();
});

import { setTimeout as sleep } from "node:timers/promises";
import { eq } from "drizzle-orm";
import { expect, test } from "vitest";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { votes } from "../../../../server/store/schema/votes.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb();

async function measured(playerId: string): Promise<Map<string, number | null>> {
  const { db, sql } = connect(web.databaseUrl, 1);
  const rows = await db.select().from(votes).where(eq(votes.playerId, playerId));
  await sql.end();
  return new Map(rows.map((row) => [row.pairId, row.measuredMs]));
}

test("the server measures the time to each vote, whatever the client says", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 3 });
  const ids = dealt.ok ? dealt.pairs.map((pair) => pair.id) : [];
  await sleep(400);
  for (const pairId of ids) await ada.request("vote", { pairId, verdict: "a", decisionMs: 3_000_000 });
  await sleep(300);
  await host.request("host", { command: "skip" });
  const { showdown } = await ada.until((view) => view.phase === "showdown");
  const late = await web.player(session.code, "Late");
  await sleep(250);
  const verdict = { pairId: showdown!.id, verdict: "b", decisionMs: 3_000_000 };
  for (const seat of [late, ada]) expect(await seat.request("vote", verdict)).toEqual({ ok: true, duplicate: false });

  const [times, timesLate] = [await measured(ada.welcome.playerId), await measured(late.welcome.playerId)];
  const [first, second, third] = ids.map((id) => times.get(id) ?? Number.NaN);
  expect(first).toBeGreaterThanOrEqual(390);
  expect(first).toBeLessThan(20_000);
  expect(second! + third!).toBeLessThan(first!);
  const [own, latecomer] = [times.get(showdown!.id)!, timesLate.get(showdown!.id)!];
  expect(latecomer).toBeGreaterThanOrEqual(240);
  expect(own).toBeGreaterThan(latecomer);
  expect(own).toBeLessThan(20_000);
});

test("a ranking's verdicts share its time", async () => {
  const session = await web.createSession({ ...SLOW, mode: "podium" });
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { podium } = await ada.until((view) => view.phase === "ranking");
  await sleep(200);
  const ranking = podium!.answers.map((answer) => answer.id);
  await ada.request("rank", { podiumId: podium!.id, ranking, decisionMs: 1 });
  const times = [...(await measured(ada.welcome.playerId)).values()];
  expect(times.length).toBeGreaterThan(1);
  expect(new Set(times).size).toBe(1);
  expect(times[0]).toBeGreaterThanOrEqual(190);
});

import postgres from "postgres";
import { expect, test } from "vitest";
import { SLOW, withWeb } from "../../../support/running-web.ts";

const web = withWeb();

test("C6 a game that runs keeps its round however long its host pauses it; one that nobody plays any more is closed", async () => {
  const running = await web.createSession(SLOW);
  const host = await web.host(running);
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  expect(await host.request("host", { command: "pause" })).toEqual({ ok: true });
  const left = await web.createSession(SLOW);
  const session = await web.stores.sessions.byCode(left.code);
  const abandoned = await web.stores.rounds.open({ sessionId: session?.id ?? "", index: 1 });
  const sql = postgres(web.databaseUrl, { max: 1 });
  await sql`update rounds set opened_at = now() - interval '2 days'`;

  expect(await web.stores.rounds.closeAbandoned(30 * 60_000)).toBe(1);
  expect(await sql`select id from rounds where closed_at is not null`).toEqual([{ id: abandoned.id }]);
  await host.request("host", { command: "resume" });
  await host.request("host", { command: "skip" });
  expect(await host.until((view) => view.phase === "showdown")).toMatchObject({ round: 1, paused: false });
  await sql.end();
  await host.leave();
});

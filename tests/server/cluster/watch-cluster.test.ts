import postgres from "postgres";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingPrograms, titled, withCluster } from "../../support/running-cluster.ts";
import { postSession, SLOW } from "../../support/running-web.ts";
import { takeSeat } from "../../support/seat.ts";
import { watchGame } from "../../support/viewer.ts";

const missing = missingPrograms("redis-server", "nginx");

describe.skipIf(missing !== null)(titled("viewers in two web processes", missing), { timeout: 120_000 }, () => {
  const running = withCluster();
  let sql: postgres.Sql;
  beforeAll(() => {
    sql = postgres(running.databaseUrl, { max: 1, onnotice: () => {} });
  });
  afterAll(() => sql.end());

  test("a game is shown by every process, whichever plays it, and goes on to be shown when that one is killed", async () => {
    const session = await postSession(running.port, SLOW);
    const host = await takeSeat(running.port, session.code, { hostToken: session.hostToken });
    const { webs } = running.cluster;
    const viewers = webs.map(({ url }) => watchGame(Number(new URL(url!).port), session.code));
    for (const viewer of viewers) expect((await viewer.until(() => true)).phase).toBe("lobby");
    await host.until((view) => view.spectators === 2);

    const ada = await takeSeat(running.port, session.code, { nickname: "Ada" });
    await host.request("host", { command: "start" });
    for (const viewer of viewers) await viewer.until((view) => view.phase === "rapid" && view.here === 1);
    const [first, second] = viewers.map(({ views }) => ({ ...views.at(-1)!, remainingMs: 0 }));
    expect(first).toEqual(second);

    const [lease] = await sql<{ owner: string }[]>`
      select owner from room_leases join sessions on id = session_id where code = ${session.code}`;
    const owner = webs.findIndex(({ name }) => name === lease!.owner);
    process.kill(webs[owner]!.pid!, "SIGKILL");
    await ada.left;
    for (const viewer of viewers)
      await expect
        .poll(() => viewer.views.at(-1)!, { timeout: 40_000 })
        .toMatchObject({ phase: "rapid", round: 1, here: 0 });
    for (const { socket } of viewers) socket.disconnect();
  });
});

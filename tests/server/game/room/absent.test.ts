import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

test("M8 whoever leaves before having put anything in is in no standings, team, results or board, until they are back", async () => {
  const session = await web.createSession({ ...SLOW, rounds: 1, teams: 2 });
  const host = await web.host(session);
  const seats: Record<string, Seat> = {};
  const sit = async (nickname: string) => {
    seats[nickname] = await web.player(session.code, nickname);
  };
  for (const nickname of ["Ada", "Ben", "Cid", "Dot", "Eve", "Fay"]) await sit(nickname);
  await seats.Cid!.leave(); // team 1
  await seats.Eve!.leave(); // team 1
  await host.until((view) => Object.keys(view.players).length === 4);
  for (const nickname of ["Gus", "Hal"]) await sit(nickname);
  await host.until((view) => view.teams.every(({ players }) => players === 3));

  const record = (await web.stores.sessions.byCode(session.code))!;
  const results = async () => (await web.stores.results.ofSession(record)).players.map(({ nickname }) => nickname);
  const board = async () => {
    const periods = [null, new Date(Date.now() - 86_400_000)];
    const boards = periods.map((since) => web.stores.leaderboard.players(MAIN_ARENA, since, 20));
    return (await Promise.all(boards)).flat().map(({ nickname }) => nickname);
  };
  await expect.poll(async () => (await results()).sort()).toEqual(["Ada", "Ben", "Dot", "Fay", "Gus", "Hal"]);
  expect(await board()).not.toContain("Eve");

  const back = await takeSeat(web.port, session.code, { token: seats.Eve!.welcome.token });
  await host.until((view) => Object.keys(view.players).length === 7);
  await expect.poll(results).toContain("Eve");
  await host.request("host", { command: "start" });
  await back.until((view) => view.phase === "rapid");
  const dealt = await back.request("deal", { count: 1 });
  const [pair] = dealt.ok ? dealt.pairs : [];
  const abstained = await back.request("vote", { pairId: pair?.id, verdict: "cantJudge", decisionMs: 9 });
  expect(abstained).toEqual({ ok: true, duplicate: false });
  await back.leave();
  await host.until((view) => view.players[back.welcome.playerId]?.connected === false);
  expect(await results()).toContain("Eve");
  expect(await board()).not.toContain("Cid");
  expect((await board()).filter((nickname) => nickname === "Eve")).toHaveLength(2);
  await host.request("host", { command: "end" });
});

import { expect, test } from "vitest";
import type { ServerMessages } from "../../../../shared/protocol/messages.ts";
import { withWeb } from "../../../support/running-web.ts";
import type { Seat } from "../../../support/seat.ts";

const web = withWeb();

test("R1 players report an answer, the host hears of it, and after two reports it's dealt no more", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const heard: ServerMessages["reports"]["answers"][] = [];
  host.room.onMessage("reports", ({ answers }: ServerMessages["reports"]) => heard.push(answers));
  const [ada, grace] = (await Promise.all(["Ada", "Grace"].map((name) => web.player(session.code, name)))) as [
    Seat,
    Seat,
  ];
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  const mine = dealt.ok ? (dealt.pairs[0]?.answerA ?? "") : "";
  expect(await grace.request("report", { answerId: mine })).toEqual({ ok: false, error: "unknown_pair" });
  await host.request("host", { command: "skip" });
  const { showdown } = await ada.until((view) => view.phase === "showdown");
  const answerId = showdown?.answerB ?? "";
  expect(await ada.request("report", { answerId })).toEqual({ ok: true, duplicate: false });
  expect(await ada.request("report", { answerId })).toEqual({ ok: true, duplicate: true });
  expect(await grace.request("report", { answerId })).toEqual({ ok: true, duplicate: false });
  expect(await host.request("report", { answerId })).toEqual({ ok: false, error: "not_a_player" });
  expect(heard.at(-1)).toMatchObject([{ answerId, text: showdown?.b, reports: 2, hidden: true, writer: "" }]);
  await Promise.all([host, ada, grace].map((seat) => seat.leave()));
});

test("R1 an answer that was reported in an earlier round can be hidden by its name on the list, which no later round knows", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const heard: ServerMessages["reports"]["answers"][] = [];
  host.room.onMessage("reports", ({ answers }: ServerMessages["reports"]) => heard.push(answers));
  const ada = await web.player(session.code, "Ada");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const dealt = await ada.request("deal", { count: 1 });
  const pair = dealt.ok ? dealt.pairs[0]! : null;
  expect(await ada.request("report", { answerId: pair!.answerA })).toMatchObject({ ok: true });
  for (const phase of ["showdown", "reveal", "intermission", "rapid"]) {
    await host.request("host", { command: "skip" });
    await host.until((view) => view.phase === phase);
  }
  expect(await ada.request("report", { answerId: pair!.answerB })).toEqual({ ok: false, error: "unknown_pair" });
  const [listed] = heard.at(-1)!;
  expect(listed).toMatchObject({ answerId: pair!.answerA, text: pair!.a, hidden: false });
  const hide = { command: "hide", answerId: listed!.answerId, hidden: true };
  expect(await host.request("host", hide)).toEqual({ ok: true });
  await expect.poll(() => heard.at(-1)![0]?.hidden).toBe(true);
  const back = await web.host(session);
  expect(await back.request("host", { ...hide, hidden: false })).toEqual({ ok: true });
  await Promise.all([host, back, ada].map((seat) => seat.leave()));
});

test("T1 T2 players come into teams of one size, whose scores are their members' means", async () => {
  const session = await web.createSession({ rounds: 1, rapidMs: 300_000, showdownMs: 300_000, teams: 2 });
  const host = await web.host(session);
  const players: Seat[] = [];
  for (const name of ["Ada", "Grace", "Joan", "Eve"]) players.push(await web.player(session.code, name));
  const { players: seated, teams } = await host.until((view) => Object.keys(view.players).length === 4);
  expect(players.map((seat) => seated[seat.welcome.playerId]?.team)).toEqual([1, 2, 1, 2]);
  expect([...teams]).toEqual([
    { team: 1, name: "", colour: "red", players: 2, score: 0, rank: 1 },
    { team: 2, name: "", colour: "blue", players: 2, score: 0, rank: 1 },
  ]);
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await host.until((view) => view.phase === "showdown");
  for (const seat of players) await seat.request("vote", { pairId: showdown?.id, verdict: "a", decisionMs: 5 });
  await players[0]!.request("predict", { share: 1 });
  await host.request("host", { command: "skip" });
  const scored = await host.until((view) => view.phase === "reveal");
  expect([...scored.teams].map(({ score, rank }) => [score, rank])).toEqual([
    [250, 1],
    [0, 2],
  ]);
  const record = (await web.stores.players.ofSession((await web.stores.sessions.byCode(session.code))?.id ?? ""))[1];
  expect(record).toMatchObject({ nickname: "Grace", team: 2 });
  await Promise.all([host, ...players].map((seat) => seat.leave()));
});

import { expect, test } from "vitest";
import { EXTENSION_MS } from "../../../../shared/round/transition.ts";
import { HIDDEN_ANSWER } from "../../../../shared/round/view-for.ts";
import { withWeb } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function open(...nicknames: string[]) {
  const session = await web.createSession();
  const host = await web.host(session);
  const seats = [];
  for (const nickname of nicknames) seats.push(await web.player(session.code, nickname));
  const join = (options: object) => takeSeat(web.port, session.code, options);
  return { ...session, host, seats, join };
}

test("a kicked player's token is refused, and a fresh seat under the same nickname is not", async () => {
  const { host, seats, join } = await open("Ann");
  const { playerId, token } = seats[0]!.welcome;
  expect(await host.request("host", { command: "kick", playerId })).toEqual({ ok: true });
  expect(await seats[0]!.left).toEqual({ code: 4100, kicked: "kicked" });
  await expect(join({ token })).rejects.toThrow("kicked");
  const again = await join({ nickname: "Ann", previous: token });
  expect(again.welcome.playerId).not.toBe(playerId);
  expect(Object.values(again.view().players)).toMatchObject([{ nickname: "Ann", score: 0 }]);
});

test("a banned player comes back neither by token, nor by nickname, nor from the same device under another", async () => {
  const { host, seats, join } = await open("Ann", "Bob");
  const { playerId, token } = seats[0]!.welcome;
  expect(await host.request("host", { command: "ban", playerId })).toEqual({ ok: true });
  expect(await seats[0]!.left).toEqual({ code: 4100, kicked: "banned" });
  await expect(join({ token })).rejects.toThrow("banned");
  await expect(join({ nickname: "ＡＮＮ" })).rejects.toThrow("banned");
  await expect(join({ nickname: "Cleo", previous: token })).rejects.toThrow("banned");
  expect(
    Object.values((await seats[1]!.until((view) => Object.keys(view.players).length === 1)).players),
  ).toMatchObject([{ nickname: "Bob" }]);
});

test("a muted nickname is a number on every screen until it is unmuted", async () => {
  const { code, host, seats } = await open("Ann", "Rude Name");
  const { playerId } = seats[1]!.welcome;
  expect(await host.request("host", { command: "mute", playerId, muted: true })).toEqual({ ok: true });
  for (const seat of [seats[0]!, seats[1]!, host]) {
    const { players } = await seat.until((view) => view.players[playerId]?.muted === true);
    expect(players[playerId]?.nickname).toBe("Player 2");
  }
  expect(JSON.stringify(seats[0]!.view())).not.toContain("Rude");
  const { id } = (await web.stores.sessions.byCode(code))!;
  const stored = async () => (await web.stores.players.ofSession(id)).find((player) => player.id === playerId);
  await expect.poll(stored).toMatchObject({ nickname: "Rude Name", muted: true });
  expect(await host.request("host", { command: "mute", playerId, muted: false })).toEqual({ ok: true });
  await seats[0]!.until((view) => view.players[playerId]?.nickname === "Rude Name");
});

test("a hidden answer leaves every screen in the showdown, and is shown again", async () => {
  const { host, seats } = await open("Ann");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.request("host", { command: "skip" });
  const { showdown } = await seats[0]!.until((view) => (view.showdown?.id ?? "") !== "");
  const hide = { command: "hide", answerId: showdown!.answerA };
  expect(await host.request("host", { ...hide, hidden: true })).toEqual({ ok: true });
  const hidden = await seats[0]!.until((view) => view.showdown?.a === HIDDEN_ANSWER);
  expect(hidden.showdown?.b).toBe(showdown!.b);
  expect(JSON.stringify(hidden)).not.toContain(showdown!.a);
  expect(await host.request("host", { ...hide, hidden: false })).toEqual({ ok: true });
  await seats[0]!.until((view) => view.showdown?.a === showdown!.a);
  const stranger = { ...hide, answerId: "00000000-0000-4000-8000-000000000000", hidden: true };
  expect(await host.request("host", stranger)).toEqual({ ok: false, error: "unknown_pair" });
});

test("extend gives a beat more time, and only the host moderates", async () => {
  const { host, seats } = await open("Ann");
  const { playerId } = seats[0]!.welcome;
  expect(await host.request("host", { command: "extend" })).toEqual({ ok: false, error: "wrong_phase" });
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  expect(await host.request("host", { command: "extend" })).toEqual({ ok: true });
  const { remainingMs } = await host.until((view) => view.remainingMs > 300_000);
  expect(remainingMs).toBeLessThanOrEqual(300_000 + EXTENSION_MS);
  for (const message of [
    { command: "extend" },
    { command: "mute", playerId, muted: true },
    { command: "ban", playerId },
  ])
    expect(await seats[0]!.request("host", message)).toEqual({ ok: false, error: "host_only" });
});

test("the session goes on without its host, who can return", async () => {
  const { code, hostToken, host, seats } = await open("Ann");
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  await host.leave();
  const dealt = await seats[0]!.request("deal", { count: 1 });
  const vote = { pairId: dealt.ok ? dealt.pairs[0]?.id : "", verdict: "a", decisionMs: 1 };
  expect(await seats[0]!.request("vote", vote)).toEqual({ ok: true, duplicate: false });
  const [desk, phone] = [await web.host({ code, hostToken }), await web.host({ code, hostToken })];
  expect(await phone.request("host", { command: "pause" })).toEqual({ ok: true });
  await desk.until((view) => view.paused);
});

import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { playersBoard } from "../../../../server/web/spectators/boards.ts";
import type { HostedGame, HostKey, OpenGames, PlayerNames, Rematch } from "../../../../shared/protocol/hosting.ts";
import type { SessionCreated } from "../../../../shared/protocol/sessions.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { takeSeat } from "../../../support/seat.ts";

const PASSWORD = "sesame ✓";
const web = withWeb({ hostPassword: PASSWORD });
const withPassword = { "x-host-password": encodeURIComponent(PASSWORD) };

async function asked<T>(method: string, path: string, headers: Record<string, string>, body?: object) {
  const response = await fetch(`http://127.0.0.1:${web.port}/api/${path}`, {
    method,
    headers: { "content-type": "application/json", ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as T & { error?: string } };
}
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const created = async (title: string): Promise<SessionCreated> =>
  (await asked<SessionCreated>("POST", "sessions", withPassword, { ...SLOW, title })).body;

test("the host password lists every open game, the drop-in too, and opens each; nobody else is let in", async () => {
  const { code } = await created("Form 7b");
  for (const [method, path] of [
    ["GET", "host/sessions"],
    ["POST", `host/sessions/${code}/key`],
  ] as const) {
    expect(await asked(method, path, {})).toMatchObject({ status: 401, body: { error: "password_needed" } });
    expect(await asked(method, path, { "x-host-password": "x" })).toMatchObject({ status: 403 });
  }
  const { games } = (await asked<OpenGames>("GET", "host/sessions", withPassword)).body;
  expect(games.map(({ title, dropIn, phase }) => [title, dropIn, phase])).toEqual([
    ["Form 7b", false, "lobby"],
    ["Drop-in", true, "lobby"],
  ]);
  expect(await asked("POST", "host/sessions/ZZZZ/key", withPassword)).toMatchObject({ status: 404 });
});

test("the drop-in has a host: they hide, mute, ban and export, and lose it all when their key is taken away", async () => {
  const { games } = (await asked<OpenGames>("GET", "host/sessions", withPassword)).body;
  const { code } = games.find(({ dropIn }) => dropIn)!;
  const { hostToken } = (await asked<HostKey>("POST", `host/sessions/${code}/key`, withPassword)).body;
  const other = (await asked<HostKey>("POST", `host/sessions/${code}/key`, withPassword)).body;
  const ada = await takeSeat(web.port, code, { nickname: "Ada", consent: true });
  const rude = await takeSeat(web.port, code, { nickname: "Rude", consent: true });
  const host = await takeSeat(web.port, code, { hostToken });
  expect(host.welcome.right).toBe("host");
  await host.request("host", { command: "mute", playerId: ada.welcome.playerId, muted: true });
  await ada.until((view) => view.players[ada.welcome.playerId]?.muted === true);
  await host.request("host", { command: "ban", playerId: rude.welcome.playerId });
  expect((await rude.left).kicked).toBe("banned");
  expect(await asked("GET", `sessions/${code}/results`, bearer(hostToken))).toMatchObject({ status: 200 });
  const data = await fetch(`http://127.0.0.1:${web.port}/api/sessions/${code}/data/battles.jsonl`, {
    headers: bearer(hostToken),
  });
  expect(data.status).toBe(200);

  const second = await takeSeat(web.port, code, { hostToken: other.hostToken });
  const { id } = (await web.stores.sessions.byCode(code))!;
  const [mine] = await web.stores.remotes.ofSession(id);
  expect(await second.request("host", { command: "revoke", remoteId: mine?.id })).toEqual({ ok: true });
  expect((await host.left).kicked).toBe("revoked");
  expect(await asked("GET", `sessions/${code}/results`, bearer(hostToken))).toMatchObject({ status: 403 });
});

test("a host's own list tells how each game stands, over or not, and a game that is over has a rematch", async () => {
  const session = await created("Form 7b");
  const { code, hostToken } = session;
  await web.player(code, "Ada");
  const stands = async () => (await asked<HostedGame>("GET", `sessions/${code}/hosted`, bearer(hostToken))).body;
  expect(await stands()).toMatchObject({ code, title: "Form 7b", phase: "lobby", players: 1 });
  const again = () => asked<Rematch>("POST", `sessions/${code}/rematch`, bearer(hostToken));
  expect(await again()).toMatchObject({ status: 409, body: { error: "still_open" } });
  const host = await web.host(session);
  await host.request("host", { command: "end" });
  await expect.poll(async () => (await stands()).phase).toBe("finished");
  const next = await again();
  expect(next.status).toBe(201);
  expect((await again()).body).toEqual(next.body);
  expect((await web.host({ code: next.body.code, hostToken })).welcome.right).toBe("host");
  for (const path of ["hosted", "names"])
    expect(await asked("GET", `sessions/${code}/${path}`, bearer("x"))).toMatchObject({ status: 403 });
});

test("a name comes off the public boards after the game's end too, and back", async () => {
  const session = await created("Form 7b");
  const { code, hostToken } = session;
  const rude = await web.player(code, "Rude Name");
  const host = await web.host(session);
  await host.request("host", { command: "start" });
  await rude.until((view) => view.phase === "rapid");
  const dealt = await rude.request("deal", { count: 1 });
  const pairId = dealt.ok ? dealt.pairs[0]?.id : undefined;
  expect(await rude.request("vote", { pairId, verdict: "a", decisionMs: 9 })).toMatchObject({ ok: true });
  await host.request("host", { command: "end" });
  await Promise.all([host.leave(), rude.leave()]);
  const shown = async () =>
    (await playersBoard(web.stores.leaderboard, MAIN_ARENA, "all", Date.now())).players.map(({ nickname }) => nickname);
  expect(await shown()).toContain("Rude Name");
  const names = (await asked<PlayerNames>("GET", `sessions/${code}/names`, bearer(hostToken))).body.players;
  expect(names).toEqual([{ id: rude.welcome.playerId, nickname: "Rude Name", muted: false }]);
  const path = `sessions/${code}/names/${names[0]?.id}`;
  expect(await asked("PATCH", path, bearer("x"), { muted: true })).toMatchObject({ status: 403 });
  expect(await asked("PATCH", path, bearer(hostToken), {})).toMatchObject({ status: 400 });
  expect(await asked("PATCH", path, bearer(hostToken), { muted: true })).toMatchObject({ status: 200 });
  await expect.poll(shown).not.toContain("Rude Name");
  await asked("PATCH", path, bearer(hostToken), { muted: false });
  await expect.poll(shown).toContain("Rude Name");
});

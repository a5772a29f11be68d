import { expect, test } from "vitest";
import type { ReturnCode, SeatToken } from "../../../../shared/protocol/hosting.ts";
import type { ServerMessages } from "../../../../shared/protocol/messages.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

const sentOver = (seat: Seat): Promise<ServerMessages["rematch"]> =>
  new Promise((resolve) => seat.room.onMessage("rematch", resolve));

const rematchFor = async (code: string, token: string): Promise<unknown> => {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`http://127.0.0.1:${web.port}/api/sessions/${code}/rematch`, { headers })).json();
};

const asked = async <T>(path: string, init: RequestInit): Promise<T> =>
  (await fetch(`http://127.0.0.1:${web.port}/api/sessions/${path}`, { method: "POST", ...init })).json() as Promise<T>;

const returnCodeOf = async (code: string, { welcome }: Seat) => {
  const headers = { authorization: `Bearer ${welcome.token}`, "content-type": "application/json" };
  return (await asked<ReturnCode>(`${code}/return-code`, { headers })).returnCode;
};

const comeBack = (code: string, returnCode: string): Promise<SeatToken> =>
  asked(`${code}/return`, {
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ returnCode }),
  });

test("a rematch ends the game, and everybody goes over with their own token, nickname, face and team", async () => {
  const session = await web.createSession({ ...SLOW, teams: 2, title: "Form 7b" });
  const host = await web.host(session);
  const ada = await takeSeat(web.port, session.code, { nickname: "Ada", avatar: 7 });
  const bob = await web.player(session.code, "Bob");
  const away = await web.player(session.code, "Cleo");
  const rude = await web.player(session.code, "Rude");
  await host.request("host", { command: "ban", playerId: rude.welcome.playerId });
  const screen = await takeSeat(web.port, session.code, { spectate: true, pass: host.door()?.pass });
  const made = await host.request("host", { command: "newRemote", name: "Phone", right: "course" });
  const remote = made.ok ? (made.token ?? "") : "";
  const returnCode = await returnCodeOf(session.code, away);
  await away.leave();
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");

  const sent = Promise.all([host, ada, bob, screen].map(sentOver));
  expect(await host.request("host", { command: "rematch" })).toEqual({ ok: true });
  const [toHost, toAda, , toScreen] = await sent;
  const { code } = toAda!;
  expect(code).not.toBe(session.code);
  expect([toHost?.pass, toAda?.pass]).toEqual(["", ""]);
  expect(ada.view().phase).toBe("finished");

  const again = await takeSeat(web.port, code, { token: ada.welcome.token });
  await takeSeat(web.port, code, { token: bob.welcome.token });
  const members = async (count: number) => {
    const { players } = await again.until((view) => Object.keys(view.players).length === count);
    return Object.values(players).map(({ nickname, avatar, team, score }) => [nickname, avatar, team, score]);
  };
  expect(again.view()).toMatchObject({ phase: "lobby", title: "Form 7b", round: 0 });
  const came = [
    ["Ada", 7, 1, 0],
    ["Bob", 0, 2, 0],
  ];
  expect(await members(2)).toEqual(came);
  // M8: nobody else stands in the new game before they come, on no screen and in no results.
  const record = (await web.stores.sessions.byCode(code))!;
  const results = async () => (await web.stores.results.ofSession(record)).players.map(({ nickname }) => nickname);
  await expect.poll(results).toEqual(["Ada", "Bob"]);
  expect((await web.host({ code, hostToken: session.hostToken })).welcome.right).toBe("host");
  expect((await takeSeat(web.port, code, { hostToken: remote })).welcome.right).toBe("course");
  const wall = await takeSeat(web.port, code, { spectate: true, pass: toScreen?.pass });
  expect(wall.welcome.right).toBe("course");
  await expect(takeSeat(web.port, code, { token: rude.welcome.token })).rejects.toThrow("banned");

  // Who was away finds the way by the old link.
  expect(await rematchFor(session.code, away.welcome.token)).toEqual({ code });
  expect(await rematchFor(session.code, session.hostToken)).toEqual({ code });
  // So does their return code of before, on another device, with the old game's code or the new one's.
  const led = await Promise.all([session.code, code].map((typed) => comeBack(typed, returnCode)));
  expect(led.map((seat) => seat.code)).toEqual([code, code]);
  await takeSeat(web.port, code, { token: led[0]!.token });
  expect(await members(3)).toEqual([...came, ["Cleo", 0, 1, 0]]);
  await expect.poll(results).toEqual(["Ada", "Bob", "Cleo"]);
  expect(await rematchFor(session.code, "nobody's")).toMatchObject({ error: "no_rematch" });
});

test("pressed twice, a rematch is one game, and a rematch has a rematch", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  const first = sentOver(ada);
  await host.request("host", { command: "rematch" });
  const { code } = await first;
  const second = sentOver(ada);
  await host.request("host", { command: "rematch" });
  expect((await second).code).toBe(code);
  const next = await web.host({ code, hostToken: session.hostToken });
  const sent = sentOver(next);
  await next.request("host", { command: "rematch" });
  expect(await rematchFor(session.code, ada.welcome.token)).toEqual({ code: (await sent).code });
});

test("the public session has no rematch", async () => {
  const { id, code } = await web.stores.sessions.dropIn({ ...(await anySettings()), rounds: 0 });
  const { token } = await web.stores.remotes.add({ sessionId: id, name: "Desk", right: "host" });
  const host = await takeSeat(web.port, code, { hostToken: token });
  expect(await host.request("host", { command: "rematch" })).toEqual({ ok: false, error: "wrong_phase" });
});

async function anySettings() {
  const { code } = await web.createSession();
  return (await web.stores.sessions.byCode(code))!.settings;
}

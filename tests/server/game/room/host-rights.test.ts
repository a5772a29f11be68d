import { expect, test } from "vitest";
import { CLOSE_KICKED, type ServerMessages } from "../../../../shared/protocol/messages.ts";
import { withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();
const REFUSED = { ok: false, error: "host_only" };

async function remoteOf(host: Seat, code: string, right: "course" | "moderation"): Promise<Seat> {
  const made = await host.request("host", { command: "newRemote", name: "Phone", right });
  if (!made.ok || made.token === undefined) throw new Error("The host was given no remote");
  return takeSeat(web.port, code, { hostToken: made.token });
}

/** The next one of a kind of message that a seat is sent. */
function told<Type extends "remotes" | "banned">(seat: Seat, type: Type): Promise<ServerMessages[Type]> {
  return new Promise((resolve) => seat.room.onMessage(type, resolve));
}

test("a remote leads the game and locks the lobby, and does nothing else", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  const remote = await remoteOf(host, session.code, "course");
  expect(remote.welcome).toMatchObject({ role: "host", right: "course" });
  const { playerId } = ada.welcome;
  const others = [
    ...["kick", "ban", "unban"].map((command) => ({ command, playerId })),
    { command: "mute", playerId, muted: true },
    { command: "hide", answerId: "x", hidden: true },
    { command: "places", maxPlayers: 9 },
    { command: "pace", pace: "host" },
    { command: "newRemote", name: "x", right: "course" },
    { command: "revoke", remoteId: "screens" },
    { command: "rematch" },
  ];
  for (const message of others) expect(await remote.request("host", message)).toEqual(REFUSED);
  expect(await remote.request("host", { command: "door", closed: true })).toEqual({ ok: true });
  await ada.until((view) => view.locked);
  expect(remote.door()).toMatchObject({ closed: true, pass: "" });
  expect(await remote.request("host", { command: "start" })).toEqual({ ok: true });
  await ada.until((view) => view.phase === "rapid");
});

test("a remote that was given it moderates too, and is still no host", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  const remote = await remoteOf(host, session.code, "moderation");
  const mute = { command: "mute", playerId: ada.welcome.playerId, muted: true };
  expect(await remote.request("host", mute)).toEqual({ ok: true });
  expect(await remote.request("host", { command: "rematch" })).toEqual(REFUSED);
  const results = await fetch(`http://127.0.0.1:${web.port}/api/sessions/${session.code}/results`, {
    headers: { authorization: `Bearer ${remote.welcome.token}` },
  });
  expect(results.status).toBe(403);
});

test("a remote that is taken away is gone at once, with its connection, and its token opens nothing", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const remote = await remoteOf(host, session.code, "course");
  const known = told(host, "remotes");
  const gone = await remoteOf(host, session.code, "course");
  const [first, second] = (await known).remotes;
  expect(first).toMatchObject({ name: "Phone", right: "course", here: true });
  await gone.leave();
  for (const { id } of [first!, second!])
    expect(await host.request("host", { command: "revoke", remoteId: id })).toEqual({ ok: true });
  expect(await remote.left).toEqual({ code: CLOSE_KICKED, kicked: "revoked" });
  for (const seat of [remote, gone])
    await expect(takeSeat(web.port, session.code, { hostToken: seat.welcome.token })).rejects.toThrow("host_only");
  const nobody = { command: "revoke", remoteId: session.code };
  expect(await host.request("host", nobody)).toEqual({ ok: false, error: "bad_message" });
});

test("the class's own big screen leads the game by its pass, until the host makes the pass anew", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  const pass = host.door()?.pass;
  const screen = await takeSeat(web.port, session.code, { spectate: true, pass });
  expect(screen.welcome).toMatchObject({ role: "spectator", right: "course" });
  const ban = { command: "ban", playerId: ada.welcome.playerId };
  expect(await screen.request("host", ban)).toEqual(REFUSED);
  expect(await screen.request("host", { command: "start" })).toEqual({ ok: true });
  const stranger = await takeSeat(web.port, session.code, { spectate: true });
  expect(stranger.welcome.right).toBeNull();
  expect(await stranger.request("host", { command: "end" })).toEqual(REFUSED);

  await host.request("host", { command: "revoke", remoteId: "screens" });
  expect(await screen.request("host", { command: "end" })).toEqual(REFUSED);
  const again = await takeSeat(web.port, session.code, { spectate: true, pass });
  expect(again.welcome.right).toBeNull();
  await expect.poll(() => host.door()?.pass).not.toBe(pass);
  const renewed = await takeSeat(web.port, session.code, { spectate: true, pass: host.door()?.pass });
  expect(renewed.welcome.right).toBe("course");
});

test("a ban is undone: the host sees who was banned, and lets them back in with their seat", async () => {
  const session = await web.createSession();
  const host = await web.host(session);
  const ada = await web.player(session.code, "Ada");
  await web.player(session.code, "Bob");
  const { playerId, token } = ada.welcome;
  const banned = told(host, "banned");
  await host.request("host", { command: "ban", playerId });
  expect(await banned).toEqual({ players: [{ id: playerId, nickname: "Ada" }] });
  expect((await ada.left).kicked).toBe("banned");
  await expect(takeSeat(web.port, session.code, { token })).rejects.toThrow("banned");

  const nobody = told(host, "banned");
  expect(await host.request("host", { command: "unban", playerId })).toEqual({ ok: true });
  expect(await nobody).toEqual({ players: [] });
  const back = await takeSeat(web.port, session.code, { token });
  await back.until((view) => view.players[playerId]?.nickname === "Ada");
  await web.player(session.code, "Cleo"); // nobody from that address knocks any more
  expect(await host.request("host", { command: "unban", playerId })).toEqual({ ok: false, error: "not_a_player" });
});

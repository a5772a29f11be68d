import { expect, test } from "vitest";
import type { DropIn } from "../../../../shared/protocol/drop-in.ts";
import { withRelays } from "../../../support/relays.ts";
import { SLOW, withWeb } from "../../../support/running-web.ts";
import { clientOf, type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();
const relays = withRelays(() => web.port);
const SCHOOL = "127.0.0.2";
const STRANGER = "127.0.0.3";

const join = async (address: string, code: string, options: object) =>
  takeSeat(await relays.from(address), code, options);

/** How many of so many joined, one after the other, and why the next one didn't. */
async function crowd(address: string, code: string, count: number, options: (i: number) => object) {
  const seats: Seat[] = [];
  for (let i = 0; i < count; i++) {
    const seat = await join(address, code, options(i)).catch((error: Error) => error);
    if (seat instanceof Error) return { seats, refused: seat.message };
    seats.push(seat);
  }
  return { seats, refused: null };
}

const named = (name: string) => (i: number) => ({ nickname: `${name} ${i}` });

test("a stranger who takes every seat from one address takes none from a class at its host's address", async () => {
  const session = await web.createSession({ ...SLOW, maxPlayers: 6 });
  const stranger = await crowd(STRANGER, session.code, 8, named("Stranger"));
  expect([stranger.seats.length, stranger.refused]).toEqual([6, "session_full"]);
  const host = await join(SCHOOL, session.code, { hostToken: session.hostToken });
  const pupils = await crowd(SCHOOL, session.code, 8, named("Pupil"));
  expect([pupils.seats.length, pupils.refused]).toEqual([6, "session_full"]);
  const { players } = await host.until((view) => Object.keys(view.players).length === 12);
  expect(Object.keys(players)).toHaveLength(12);
});

test("a seat counts where it was taken, wherever its player returns from", async () => {
  const { code } = await web.createSession({ ...SLOW, maxPlayers: 2 });
  const { seats } = await crowd(STRANGER, code, 2, named("Stranger"));
  for (const { welcome } of seats) await join("127.0.0.30", code, { token: welcome.token });
  await expect(join(STRANGER, code, { nickname: "Another" })).rejects.toThrow("session_full");
  expect((await crowd("127.0.0.31", code, 1, named("Home"))).refused).toBeNull();
});

test("those who come from homes of their own get a seat too, and another school its share", async () => {
  const { code } = await web.createSession({ ...SLOW, maxPlayers: 6 });
  await crowd(STRANGER, code, 6, named("Stranger"));
  for (const home of [11, 12])
    expect((await crowd(`127.0.0.${home}`, code, 1, named(`Home ${home}`))).refused).toBeNull();
  const school = await crowd("127.0.0.13", code, 6, named("School"));
  expect([school.seats.length, school.refused]).toEqual([1, "session_full"]);
});

test("the host gives more places while the game runs, and they outlive the room", async () => {
  const session = await web.createSession({ ...SLOW, maxPlayers: 1 });
  const host = await web.host(session);
  await web.player(session.code, "Ada");
  await expect(web.player(session.code, "Ben")).rejects.toThrow("session_full");
  expect(host.door()).toMatchObject({ maxPlayers: 1 });
  expect(await host.request("host", { command: "places", maxPlayers: 2 })).toEqual({ ok: true });
  await expect.poll(() => host.door()?.maxPlayers).toBe(2);
  const ben = await web.player(session.code, "Ben");
  await expect(web.player(session.code, "Cid")).rejects.toThrow("session_full");
  const stored = async () => (await web.stores.sessions.byCode(session.code))?.settings.maxPlayers;
  await expect.poll(stored).toBe(2);
  for (const maxPlayers of [0, 401, 1.5]) {
    expect(await host.request("host", { command: "places", maxPlayers })).toEqual({ ok: false, error: "bad_message" });
  }
  expect(await ben.request("host", { command: "places", maxPlayers: 9 })).toEqual({ ok: false, error: "host_only" });
});

test("an address has a tenth of the public session's places; others still get in", async () => {
  const { code } = (await (await fetch(`http://127.0.0.1:${web.port}/api/drop-in`)).json()) as DropIn;
  const agreed = (name: string) => (i: number) => ({ nickname: `${name} ${i}`, consent: true });
  const many = await crowd(STRANGER, code, 25, agreed("Many"));
  expect([many.seats.length, many.refused]).toEqual([20, "address_full"]);
  expect((await crowd(SCHOOL, code, 1, agreed("One"))).refused).toBeNull();
  await many.seats[0]!.leave();
  await many.seats[1]!.until((view) => view.players[many.seats[0]!.welcome.playerId] === undefined);
  expect((await crowd(STRANGER, code, 1, agreed("Next"))).refused).toBeNull();
  await expect(join(STRANGER, code, { token: many.seats[0]!.welcome.token })).rejects.toThrow("address_full");
});

test("the hash of where a seat was taken from is stored, one for each address, and never the address", async () => {
  const { code } = await web.createSession();
  for (const [address, nickname] of [
    [SCHOOL, "Ann"],
    [SCHOOL, "Ben"],
    [STRANGER, "Cid"],
  ] as const) {
    await join(address, code, { nickname });
  }
  const session = await web.stores.sessions.byCode(code);
  const [ann, ben, cid] = (await web.stores.players.ofSession(session!.id)).map(({ address }) => address);
  expect(ann).toMatch(/^[0-9a-f]{16}$/);
  expect(ben).toBe(ann);
  expect(cid).not.toBe(ann);
});

test("200 spectators of strangers keep neither the class's big screen nor the host out", async () => {
  const session = await web.createSession();
  const host = await join(SCHOOL, session.code, { hostToken: session.hostToken });
  await expect.poll(() => host.door()).not.toBeNull();
  const { pass } = host.door()!;
  const watch = { spectate: true };
  const first = await crowd("127.0.0.20", session.code, 25, () => watch);
  expect([first.seats.length, first.refused]).toEqual([20, "spectators_full"]);
  for (let i = 1; i < 10; i++) await crowd(`127.0.0.${20 + i}`, session.code, 20, () => watch);
  await host.until((view) => view.spectators === 200);
  await expect(join(SCHOOL, session.code, watch)).rejects.toThrow("spectators_full");
  await expect(join(SCHOOL, session.code, { ...watch, pass: `${pass}x` })).rejects.toThrow("spectators_full");
  const other = await web.createSession();
  await expect(join(SCHOOL, other.code, { ...watch, pass })).resolves.toBeDefined(); // there is room
  const screen = await join(SCHOOL, session.code, { ...watch, pass });
  expect(screen.welcome).toMatchObject({ role: "spectator" });
  const again = await join(STRANGER, session.code, { hostToken: session.hostToken });
  expect(again.welcome.role).toBe("host");

  // A place can't be had twice by dropping the line: whoever reconnects needs room as well.
  const dropped = first.seats[0]!;
  dropped.cut();
  await host.until((view) => view.spectators === 199);
  await join("127.0.0.20", session.code, watch);
  await expect(clientOf(await relays.from("127.0.0.20")).reconnect(dropped.room.reconnectionToken)).rejects.toThrow();
});

test("tries to come in are limited by address, and not for those who have been in", async () => {
  const session = await web.createSession();
  const { code } = session;
  const ada = await join(STRANGER, code, { nickname: "Ada" });
  let refused = "";
  let tries = 0;
  for (; tries < 400 && refused !== "too_many_tries"; tries++) {
    refused = await join(STRANGER, code, { token: `wrong ${tries}` }).then(
      () => "in",
      (error: Error) => error.message,
    );
    if (refused !== "too_many_tries") expect(refused).toBe("not_a_player");
  }
  expect(tries).toBeGreaterThan(200);
  expect(tries).toBeLessThan(400);
  // One try a second comes back, so one of these may still get in.
  for (const credentials of [{ nickname: "Bea" }, { hostToken: "wrong" }, { spectate: true }]) {
    const outcome = () =>
      join(STRANGER, code, credentials).then(
        () => "in",
        ({ message }: Error) => message,
      );
    await expect.poll(outcome, { interval: 10 }).toBe("too_many_tries");
  }
  expect((await join(STRANGER, code, { hostToken: session.hostToken })).welcome.role).toBe("host");
  const back = await join(STRANGER, code, { token: ada.welcome.token });
  expect(back.welcome.playerId).toBe(ada.welcome.playerId);
  await join(SCHOOL, code, { nickname: "Cid" });
});

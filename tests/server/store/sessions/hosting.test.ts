import { expect, test } from "vitest";
import { DROP_IN } from "../../../../server/game/round/drop-in.ts";
import { newPlayer, newSession, withStores } from "../../../support/open-arena.ts";

const opened = withStores();

test("the lock, the pace and the count of passes outlive a process", async () => {
  const { hosting, sessions } = opened.stores;
  const { id, code } = await newSession(opened.stores);
  expect(await hosting.door(id)).toEqual({ locked: false, screenPass: 0 });
  await hosting.lock(id, true);
  expect(await hosting.renewPass(id)).toBe(1);
  await hosting.setPace(id, "host");
  expect(await hosting.door(id)).toEqual({ locked: true, screenPass: 1 });
  expect((await sessions.byCode(code))?.settings.pace).toBe("host");
});

test("asked for at the same moment by many, a rematch is one session, with each seat once", async () => {
  const { hosting, players, sessions } = opened.stores;
  const { id } = await newSession(opened.stores);
  const [ann, bob] = [await newPlayer(opened.stores, id), await newPlayer(opened.stores, id)];
  await players.kick(bob.id);
  await sessions.finish(id);
  const made = await Promise.all(Array.from({ length: 5 }, () => hosting.rematch(id)));
  expect(new Set(made.map(({ code }) => code)).size).toBe(1);
  const seats = await players.ofSession(made[0]!.id);
  expect(seats.map(({ nickname, score }) => [nickname, score])).toEqual([[ann.nickname, 0]]);
});

test("a return code leads to the same player in the rematch, and so does the token that it gave", async () => {
  const { hosting, players, seats, sessions } = opened.stores;
  const { id } = await newSession(opened.stores);
  const { id: playerId } = await newPlayer(opened.stores, id);
  const code = await seats.newReturnCode(playerId);
  const token = await seats.comeBack(id, code);
  await sessions.finish(id);
  const next = await hosting.rematch(id);
  const { id: seatId } = (await players.byToken(next.id, token!))!;
  const again = await seats.comeBack(next.id, code);
  expect((await players.byToken(next.id, again!))?.id).toBe(seatId);
  await sessions.finish(next.id);
  const third = await hosting.rematch(next.id);
  expect(await seats.comeBack(third.id, code)).not.toBeNull();
  expect(await seats.comeBack(third.id, "BCDFGHJK")).toBeNull();
  const newCode = await seats.newReturnCode((await players.byToken(third.id, again!))!.id);
  expect(await seats.comeBack(third.id, code)).toBeNull();
  expect(await seats.comeBack(third.id, newCode)).not.toBeNull();
});

test("open sessions are listed, the newest first; a remote with a host's right hosts until it is revoked", async () => {
  const { hosting, remotes, sessions } = opened.stores;
  const dropIn = await sessions.dropIn(DROP_IN);
  const over = await newSession(opened.stores);
  await sessions.finish(over.id);
  const { id, code } = await newSession(opened.stores);
  const [, gone] = [await newPlayer(opened.stores, id), await newPlayer(opened.stores, id)];
  await opened.stores.players.setAbsent(gone.id, true);
  const listed = await hosting.open(10);
  expect(listed.map((one) => [one.code, one.dropIn, one.players])).toEqual([
    [code, false, 1],
    [dropIn.code, true, 0],
  ]);
  const { remote, token } = await remotes.add({ sessionId: id, name: "Desk", right: "host" });
  const lesser = await remotes.add({ sessionId: id, name: "Phone", right: "moderation" });
  expect([await sessions.isHost(id, token), await sessions.isHost(dropIn.id, token)]).toEqual([true, false]);
  expect(await sessions.isHost(id, lesser.token)).toBe(false);
  expect((await sessions.ofHost(code, token))?.id).toBe(id);
  expect(await remotes.revoke(dropIn.id, remote.id)).toBe(false);
  expect(await remotes.revoke(id, remote.id)).toBe(true);
  expect(await sessions.isHost(id, token)).toBe(false);
  expect((await remotes.ofSession(id)).map(({ name }) => name)).toEqual(["Phone"]);
});

import { afterEach, expect, test } from "vitest";
import { withRelays } from "../../../support/relays.ts";
import { withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();
const relays = withRelays(() => web.port);
const SCHOOL = "127.0.0.2";
const HOME = "127.0.0.3";
const OFFICE = "127.0.0.4";

let open: Seat[] = [];
afterEach(leaveAll);

async function leaveAll(): Promise<void> {
  const seats = open.filter(({ room }) => room.connection.isOpen);
  open = [];
  await Promise.all(seats.map((seat) => seat.leave()));
}

async function game(hostAddress: string) {
  const session = await web.createSession();
  const join = async (address: string, options: object) => {
    const seat = await takeSeat(await relays.from(address), session.code, options);
    open.push(seat);
    return seat;
  };
  const enter = (address: string, nickname: string, more: object = {}) =>
    join(address, { nickname, ...more }).then(
      () => "in",
      (error: Error) => error.message,
    );
  const host = await join(hostAddress, { hostToken: session.hostToken });
  const knocks = () => host.door()?.knocks.map(({ nickname }) => nickname);
  const tell = (message: object) => host.request("host", message);
  const answer = async (nickname: string, letIn: boolean) => {
    await expect.poll(knocks).toContain(nickname);
    const knockId = host.door()?.knocks.find((knock) => knock.nickname === nickname)?.id;
    expect(await tell({ command: "answer", knockId, letIn })).toEqual({ ok: true });
  };
  return { ...session, host, join, enter, knocks, tell, answer };
}

test("a banned player isn't let in under another name from where nobody else plays", async () => {
  const { host, join, enter, tell } = await game(SCHOOL);
  const eve = await join(HOME, { nickname: "Eve" });
  const { playerId, token } = eve.welcome;
  expect(await tell({ command: "ban", playerId })).toEqual({ ok: true });
  expect((await eve.left).kicked).toBe("banned");
  for (const nickname of ["eve", "Eve2", "Somebody"]) expect(await enter(HOME, nickname)).toBe("banned");
  await expect(join(HOME, { token })).rejects.toThrow("banned");
  expect(await enter(OFFICE, "E\u200dve")).toBe("banned"); // her name, from elsewhere
  expect(await enter(OFFICE, "Olga")).toBe("in");
  expect(host.door()?.knocks).toEqual([]);
});

test("where a class plays, newcomers knock after a ban; whoever has a seat returns as ever", async () => {
  const { host, join, enter, knocks, tell, answer } = await game(HOME);
  const [ann, eve] = [await join(SCHOOL, { nickname: "Ann" }), await join(SCHOOL, { nickname: "Eve" })];
  await tell({ command: "ban", playerId: eve.welcome.playerId });
  await eve.left;
  expect(await enter(SCHOOL, "Late")).toBe("ask_host");
  expect(await enter(SCHOOL, "Eve3")).toBe("ask_host");
  await expect.poll(knocks).toEqual(["Late", "Eve3"]);
  expect(await enter(OFFICE, "Olga")).toBe("in");
  const again = await join(SCHOOL, { token: ann.welcome.token });
  expect(again.welcome.playerId).toBe(ann.welcome.playerId);

  await answer("Late", true);
  await answer("Eve3", false);
  expect(await enter(SCHOOL, "Late")).toBe("in");
  expect(await enter(SCHOOL, "Eve3")).toBe("not_let_in");
  await expect.poll(knocks).toEqual([]);
  expect(Object.values(host.view().players).map(({ nickname }) => nickname)).not.toContain("Eve3");
});

test("the host's own address never shuts out: newcomers knock there even after the only player was banned", async () => {
  const { join, enter, tell } = await game(SCHOOL);
  const eve = await join(SCHOOL, { nickname: "Eve" });
  await tell({ command: "ban", playerId: eve.welcome.playerId });
  await eve.left;
  expect(await enter(SCHOOL, "Late")).toBe("ask_host");
});

test("bans outlive the room", async () => {
  const { code, join, enter, tell } = await game(SCHOOL);
  const eve = await join(HOME, { nickname: "Eve" });
  await tell({ command: "ban", playerId: eve.welcome.playerId });
  await eve.left;
  await leaveAll();
  const { matchMaker } = await import("@colyseus/core");
  await matchMaker.remoteRoomCall(code, "disconnect");
  await expect.poll(async () => (await matchMaker.query({ roomId: code })).length).toBe(0);
  expect(await enter(HOME, "Eve2")).toBe("banned");
  expect(await enter(OFFICE, "Olga")).toBe("in");
});

test("a closed door makes every newcomer knock, and none who has a seat; opened, whoever waits walks in", async () => {
  const { join, enter, knocks, tell, host } = await game(SCHOOL);
  const ann = await join(SCHOOL, { nickname: "Ann" });
  expect(await tell({ command: "door", closed: true })).toEqual({ ok: true });
  await expect.poll(() => host.door()?.closed).toBe(true);
  expect(await enter(SCHOOL, "Ben")).toBe("ask_host");
  expect(await enter(HOME, "Cid")).toBe("ask_host");
  for (let i = 0; i < 3; i++) expect(await enter(HOME, "Cid")).toBe("ask_host");
  await expect.poll(knocks).toEqual(["Ben", "Cid"]);
  const back = await join(SCHOOL, { token: ann.welcome.token });
  expect(back.welcome.playerId).toBe(ann.welcome.playerId);
  await tell({ command: "door", closed: false });
  expect(await enter(HOME, "Cid")).toBe("in");
  expect(await back.request("host", { command: "door", closed: true })).toEqual({ ok: false, error: "host_only" });
  expect(await tell({ command: "answer", knockId: "no such knock", letIn: true })).toEqual({ ok: true });
  expect(await tell({ command: "door", closed: 1 })).toEqual({ ok: false, error: "bad_message" });
});

test("those who wait may ask as often as their page does; a host who comes later sees who knocks", async () => {
  const { code, hostToken, enter, tell } = await game(SCHOOL);
  await tell({ command: "door", closed: true });
  for (let i = 0; i < 300; i++) expect(await enter(HOME, "Cid")).toBe("ask_host");
  const phone = await takeSeat(web.port, code, { hostToken });
  open.push(phone);
  await expect.poll(() => phone.door()?.knocks.map(({ nickname }) => nickname)).toEqual(["Cid"]);
});

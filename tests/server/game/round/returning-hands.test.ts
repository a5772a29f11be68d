import { expect, test } from "vitest";
import type { DropIn } from "../../../../shared/protocol/drop-in.ts";
import { withWeb } from "../../../support/running-web.ts";
import { type Seat, takeSeat } from "../../../support/seat.ts";

const web = withWeb();

async function deal(seat: Seat, count: number) {
  const dealt = await seat.request("deal", { count });
  if (!dealt.ok) throw new Error(dealt.error);
  return dealt.pairs;
}

const vote = (seat: Seat, pairId: string) => seat.request("vote", { pairId, verdict: "a", decisionMs: 9 });

async function rapid(...nicknames: string[]) {
  const session = await web.createSession();
  const host = await web.host(session);
  const seats = [];
  for (const nickname of nicknames) seats.push(await web.player(session.code, nickname));
  await host.request("host", { command: "start" });
  for (const seat of seats) await seat.until((view) => view.phase === "rapid");
  const back = (seat: Seat) => takeSeat(web.port, session.code, { token: seat.welcome.token });
  return { ...session, host, seats, back };
}

test("coming back forty times brings the same eight pairs, whose votes are taken", async () => {
  const { seats, back } = await rapid("Ada");
  let ada = seats[0]!;
  const held = await deal(ada, 8);
  expect(held).toHaveLength(8);
  for (let i = 0; i < 40; i++) {
    ada = await back(ada);
    expect(await deal(ada, 8)).toEqual(held);
    expect(await deal(ada, 8)).toEqual([]);
  }
  for (const pair of held) expect(await vote(ada, pair.id)).toEqual({ ok: true, duplicate: false });
});

test("what was judged before doesn't come back, and what is missing is dealt anew", async () => {
  const { seats, back } = await rapid("Ada");
  const ada = seats[0]!;
  const [first, ...rest] = await deal(ada, 5);
  await vote(ada, first!.id);
  ada.cut();
  const again = await back(ada);
  expect(await deal(again, 3)).toEqual(rest.slice(0, 3));
  const more = await deal(again, 8);
  expect(more.slice(0, 1)).toEqual(rest.slice(3));
  expect(more).toHaveLength(5); // with the three that it has: eight
  expect(new Set([...rest, ...more].map(({ id }) => id)).size).toBe(8);
});

test("a pair that was held is shown no more once the host has hidden an answer of it", async () => {
  const { host, seats, back } = await rapid("Ada");
  const [first, second] = await deal(seats[0]!, 2);
  await host.request("host", { command: "hide", answerId: first!.answerB, hidden: true });
  const dealt = await deal(await back(seats[0]!), 1);
  expect(dealt).not.toContainEqual(first);
  expect([second!.id, ...dealt.map(({ id }) => id)]).not.toContain(first!.id);
});

test("who leaves the public session and joins it again holds what they held, read back from the store", async () => {
  const { code } = (await (await fetch(`http://127.0.0.1:${web.port}/api/drop-in`)).json()) as DropIn;
  const [ada, ben] = [
    await takeSeat(web.port, code, { nickname: "Ada", consent: true }),
    await takeSeat(web.port, code, { nickname: "Ben", consent: true }),
  ];
  await ada.until((view) => view.phase === "rapid");
  const held = await deal(ada, 8);
  await vote(ada, held[0]!.id);
  await ada.leave();
  await ben.until((view) => view.players[ada.welcome.playerId] === undefined);
  const again = await takeSeat(web.port, code, { token: ada.welcome.token });
  const dealt = await deal(again, 8);
  const ids = (pairs: typeof held) => pairs.map(({ id }) => id).sort();
  expect(dealt).toHaveLength(8);
  expect(ids(dealt).filter((id) => ids(held).includes(id))).toEqual(ids(held.slice(1)));
});

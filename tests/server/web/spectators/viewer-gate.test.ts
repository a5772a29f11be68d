import { EventEmitter } from "node:events";
import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { viewerGate } from "../../../../server/web/spectators/viewer-gate.ts";

/** A gate with a clock that is set by hand, and an engine that counts whom it let in. */
function gateOf() {
  let now = 0;
  const engine = new EventEmitter();
  const gate = viewerGate(
    ({ headers }) => String(headers.from),
    () => now,
  );
  gate.watch({ engine });
  const ask = (from: string) => {
    const request = new IncomingMessage(new Socket());
    request.headers.from = from;
    const asked: { answer: boolean | null; leave(): void; watch(): EventEmitter } = {
      answer: null,
      leave: () => request.socket.emit("close"),
      watch() {
        const viewer = Object.assign(new EventEmitter(), { request });
        engine.emit("connection", viewer);
        return viewer;
      },
    };
    gate.allowRequest(request, (_problem, isAllowed) => {
      asked.answer = isAllowed;
    });
    return asked;
  };
  const pass = async (ms: number) => {
    now += ms;
    await sleep(40);
  };
  return { ask, pass };
}
const askMany = (ask: (from: string) => { answer: boolean | null }, count: number, from: string) =>
  Array.from({ length: count }, () => ask(from));

test("a class comes in at once, and then so many a second, in the order in which they came", async () => {
  const { ask, pass } = gateOf();
  expect(askMany(ask, 100, "school").every(({ answer }) => answer === true)).toBe(true);
  const later = askMany(ask, 90, "school");
  expect(later.every(({ answer }) => answer === null)).toBe(true);
  await pass(500);
  expect(later.map(({ answer }) => answer)).toEqual([...Array(30).fill(true), ...Array(60).fill(null)]);
  await pass(1_000);
  expect(later.every(({ answer }) => answer === true)).toBe(true);
});

test("a storm of one address delays no other", () => {
  const { ask } = gateOf();
  askMany(ask, 180, "storm");
  expect(ask("home").answer).toBe(true);
});

test("who leaves the row gives the place to the next", async () => {
  const { ask, pass } = gateOf();
  askMany(ask, 100, "school");
  const [gone, next] = [ask("school"), ask("school")];
  gone.leave();
  await pass(20);
  expect([gone.answer, next.answer]).toEqual([null, true]);
});

test("an address has a hundred viewers at most, and another when one of them goes", async () => {
  const { ask, pass } = gateOf();
  const viewers = Array.from({ length: 100 }, () => ask("school").watch());
  await pass(60_000);
  expect(ask("school").answer).toBe(false);
  expect(ask("home").answer).toBe(true);
  viewers[0]!.emit("close");
  expect(ask("school").answer).toBe(true);
});

test("those who wait are counted too, so that no row grows without end", () => {
  const { ask } = gateOf();
  askMany(ask, 200, "storm");
  expect(askMany(ask, 50, "storm").every(({ answer }) => answer === false)).toBe(true);
});

import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import { endpointJudge } from "../../../../server/external/judges/endpoint-judge.ts";
import type { Judge } from "../../../../server/external/judges/judge.ts";
import { type JudgeWorker, judgeWorker } from "../../../../server/external/judges/judge-panel.ts";
import { tasteJudge } from "../../../../server/external/judges/taste-judge.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { Judgements, JudgeState, JudgeWork } from "../../../../server/ports/external.ts";
import { fails, hangs, type ScriptedEndpoint, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";

const ENOUGH_MS = 5_000;
const noWork: JudgeWork = {
  ...{ people: 0, labels: 0, ordersAsked: 0, ordersAgreed: 0 },
  ...{ sharedLabels: 0, sharedPairs: 0, agreed: 0 },
};

/** An arena in memory: pairs 0 to 99, of which people judged the first ones. */
function arenaWith(people: number) {
  const said = new Map<string, number>();
  const criteria = new Set<string | null>();
  const states: JudgeState[] = [];
  const ids = Array.from({ length: 100 }, (_, i) => `pair ${i}`);
  const judgements: Judgements = {
    async candidates({ shared, fresh, except }) {
      const open = (some: readonly string[]) => some.filter((id) => !said.has(id) && !except.includes(id));
      const chosen = [...open(ids.slice(0, people)).slice(0, shared), ...open(ids.slice(people)).slice(0, fresh)];
      const asked = { criterion: "creative", question: "Which is funnier?" } as const;
      return chosen.map((id) => ({ id, prompt: "Why?", a: `long answer ${id}`, b: "short", ...asked }));
    },
    async add(_arena, _judge, opinions) {
      for (const { pairId, share, criterion } of opinions) {
        said.set(pairId, share);
        criteria.add(criterion ?? null);
      }
    },
    after: async () => [],
    work: async () => ({
      ...noWork,
      people,
      labels: said.size,
      sharedLabels: ids.slice(0, people).filter((id) => said.has(id)).length,
    }),
    setState: async (_arena, state) => void states.push(state),
    state: async () => states.at(-1) ?? null,
  };
  return { judgements, said, criteria, states, ids };
}

let clock = 0;
let warnings: string[] = [];
const opened: JudgeWorker[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one.stop();
  warnings = [];
});

function workerOf(
  judgements: Judgements,
  judge: Judge,
  share: number,
  spent = () => ({ calls: 0, tokens: 0 }),
): JudgeWorker {
  const log = { info: () => {}, warn: (_: object, message: string) => void warnings.push(message) };
  const work = judgeWorker(
    { arenaId: MAIN_ARENA, judgements, log, now: () => clock, wallNow: () => clock },
    { judge, share, spent },
  );
  opened.push(work);
  return work;
}

describe("a judge that never fails", () => {
  const shorter = tasteJudge("shorter", ({ response }) => -response.length);

  test.each([
    [0.5, 40],
    [0.2, 10],
    [0.6, 60],
  ])("gives its share of the labels, %d, and no more", async (share, expected) => {
    const arena = arenaWith(40);
    const work = workerOf(arena.judgements, shorter, share);
    for (let i = 0; i < 10; i++) await work.step(ENOUGH_MS);
    expect(arena.said.size).toBe(expected);
    expect(new Set(arena.said.values())).toEqual(new Set([0]));
    expect(arena.criteria).toEqual(new Set([null])); // its own rule speaks for every criterion
  });

  test("spends a quarter of its work on pairs that people judged", async () => {
    const arena = arenaWith(40);
    const work = workerOf(arena.judgements, shorter, 0.5);
    for (let i = 0; i < 10; i++) await work.step(ENOUGH_MS);
    expect(arena.ids.slice(0, 40).filter((id) => arena.said.has(id))).toHaveLength(10);
  });

  test("rests until somebody votes again", async () => {
    const arena = arenaWith(4);
    let asked = 0;
    const countedWork = () => {
      asked++;
      return arena.judgements.work(MAIN_ARENA, "");
    };
    const judgements = { ...arena.judgements, work: countedWork };
    const work = workerOf(judgements, shorter, 0.5);
    for (let i = 0; i < 5; i++) await work.step(ENOUGH_MS);
    const before = asked;
    await work.step(ENOUGH_MS);
    expect(asked).toBe(before);
    work.wake();
    await work.step(ENOUGH_MS);
    expect(asked).toBe(before + 1);
  });

  test("announces itself as working", async () => {
    const arena = arenaWith(4);
    await workerOf(arena.judgements, shorter, 0.5).step(ENOUGH_MS);
    expect(arena.states).toEqual([
      { judge: "shorter", share: 0.5, paused: null, pausedUntil: null, calls: 0, tokens: 0 },
    ]);
  });
});

describe("an endpoint as judge", () => {
  let endpoint: ScriptedEndpoint;
  beforeEach(async () => {
    clock = 1_000_000;
    endpoint = await scriptedEndpoint(says("A"));
  });
  afterEach(() => endpoint[Symbol.asyncDispose]());

  function client(calls = Number.POSITIVE_INFINITY) {
    const budget = openBudget({ calls, tokens: Number.POSITIVE_INFINITY });
    return openChatClient({ url: endpoint.url, model: "small", apiKey: null }, budget, { ...CHAT, retries: 0 });
  }

  /** Lets the judge work until it has said so much or pauses. */
  async function until(work: JudgeWorker, isDone: () => boolean): Promise<void> {
    for (let i = 0; i < 5_000 && !isDone(); i++) {
      await work.step(0);
      await sleep(2);
    }
  }

  test("that refuses the key pauses the judge with a line that says why, and nothing else happens", async () => {
    const arena = arenaWith(20);
    endpoint.script(fails(401));
    const work = workerOf(arena.judgements, endpointJudge(client()), 0.5);
    await until(work, () => arena.states.some(({ paused }) => paused !== null));
    expect(arena.states.at(-1)).toMatchObject({
      judge: "endpoint:small",
      paused: "unauthorized",
    });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatch(/^The AI judge pauses. The endpoint refuses the key.*ENDPOINT_KEY/);
    const asked = endpoint.asked.length;
    await work.step(ENOUGH_MS);
    expect(endpoint.asked).toHaveLength(asked);
    expect(arena.said.size).toBe(0);
  });

  test("asks the question of the session, and what it says counts for that criterion", async () => {
    const arena = arenaWith(4);
    await workerOf(arena.judgements, endpointJudge(client()), 0.5).step(ENOUGH_MS);
    expect(arena.criteria).toEqual(new Set(["creative"]));
    expect(endpoint.asked[0]!.body.messages[0]!.content).toContain('"Which is funnier?"');
  });

  test("that comes back is asked again after the pause, and what it said before is kept", async () => {
    const arena = arenaWith(20);
    const chat = client();
    const work = workerOf(arena.judgements, endpointJudge(chat), 0.5, () => chat.spent);
    await until(work, () => arena.said.size >= 5);
    endpoint.script(fails(500));
    await until(work, () => arena.states.at(-1)!.paused !== null);
    const before = new Map(arena.said);
    endpoint.script(says("B"));
    await until(work, () => {
      clock += 60_000; // calls from before may still fail, and lengthen the pause
      return arena.said.size >= 20;
    });
    expect([...arena.said.entries()].slice(0, before.size)).toEqual([...before]);
    expect(arena.said.size).toBe(20);
    expect(arena.states.at(-1)).toMatchObject({ paused: null, calls: chat.spent.calls });
  });

  test("whose calls fail side by side has failed once", async () => {
    const arena = arenaWith(20);
    endpoint.script(fails(500));
    const judge = endpointJudge(client());
    await until(workerOf(arena.judgements, judge, 0.5), () => arena.states.length > judge.lanes);
    expect(arena.states.slice(1).map(({ pausedUntil }) => pausedUntil!.getTime() - clock)).toEqual(
      Array.from({ length: judge.lanes }, () => 15_000),
    );
  });

  test("is left alone for as long as it asks", async () => {
    const arena = arenaWith(20);
    endpoint.script(fails(429, { "retry-after": "900" }));
    const work = workerOf(arena.judgements, endpointJudge(client()), 0.5);
    await until(work, () => arena.states.some(({ paused }) => paused !== null));
    expect(arena.states.at(-1)!.pausedUntil).toEqual(new Date(clock + 900_000));
  });

  test("stops at its budget", async () => {
    const arena = arenaWith(20);
    const chat = client(12);
    const work = workerOf(arena.judgements, endpointJudge(chat), 0.5, () => chat.spent);
    await until(work, () => arena.states.some(({ paused }) => paused !== null));
    // The last calls are paid for before they arrive: the pause that follows doesn't wait for them.
    await expect.poll(() => endpoint.asked.length).toBe(12);
    await expect.poll(() => arena.said.size).toBeGreaterThanOrEqual(5);
    clock += ENOUGH_MS;
    await work.step(ENOUGH_MS);
    expect(chat.spent.calls).toBe(12);
    expect(endpoint.asked).toHaveLength(12);
    expect(warnings[0]).toMatch(/budget of 12 calls is spent/);
  });

  test("that hangs holds nobody up, and is let go when the judge is put away", async () => {
    const arena = arenaWith(20);
    endpoint.script(hangs);
    const work = workerOf(arena.judgements, endpointJudge(client()), 0.5);
    await work.step(0);
    await work.step(0);
    expect(arena.said.size).toBe(0);
    await work.stop();
    expect(warnings).toEqual([]);
  });
});

test("a store that fails is the trainer's to know", async () => {
  const arena = arenaWith(20);
  const broken = { ...arena.judgements, add: () => Promise.reject(new Error("the database is away")) };
  const work = workerOf(
    broken,
    tasteJudge("any", () => 0),
    0.5,
  );
  await expect(work.step(ENOUGH_MS)).rejects.toThrow("the database is away");
});

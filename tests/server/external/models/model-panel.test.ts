import { afterEach, describe, expect, test, vi } from "vitest";
import type { EndpointConfig } from "../../../../server/endpoint-config.ts";
import { openBudget } from "../../../../server/external/endpoint/budget.ts";
import { CHAT, type ChatSettings, openChatClient } from "../../../../server/external/endpoint/chat-client.ts";
import { configuredModels, endpointModel, plainAnswer } from "../../../../server/external/models/external-model.ts";
import { type ExternalModelSettings, modelPanel, modelWorker } from "../../../../server/external/models/model-panel.ts";
import type { Worker } from "../../../../server/external/worker.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ExternalModelState, ExternalModels } from "../../../../server/ports/external.ts";
import { isSafe } from "../../../../server/world/safety.ts";
import type { PauseReason } from "../../../../shared/protocol/pause-reasons.ts";
import {
  type Answer,
  fails,
  hangs,
  hangsUp,
  raw,
  type ScriptedEndpoint,
  says,
  scriptedEndpoint,
  stalls,
} from "../../../support/scripted-endpoint.ts";

const arenaId = MAIN_ARENA;
const KEY = "sk-very-secret";
const GOOD = "Bees dance to show their friends the way to flowers.";
const NO_BUDGET = { calls: Number.POSITIVE_INFINITY, tokens: Number.POSITIVE_INFINITY };

const NO_PACKS = async () => [];

/** An arena in memory that lacks `wanted` answers. */
function arenaWith(wanted: number) {
  const answers: string[] = [];
  const states = new Map<string, ExternalModelState>();
  const externalModels: ExternalModels = {
    list: async () => [...states.values()].map((state) => ({ ...state, id: 7, answers: answers.length })),
    setState: async (_arena, state) => {
      states.set(state.name, state);
      return 7;
    },
    promptsFor: async ({ count, except }) =>
      Array.from({ length: 10 }, (_, i) => ({ id: `p${i}`, text: `Why ${i}?` }))
        .filter(({ id }) => !except.includes(id))
        .slice(0, count),
    answer: async (_arena, _id, { text }) => void answers.push(text),
    packPromptsFor: async () => [],
    answerPack: async () => {},
    pair: async () => wanted - answers.length,
    matchups: async () => [],
    winners: async () => [],
  };
  return { externalModels, answers, states, state: (name = "oracle") => states.get(name) };
}

let clock = 0;
let warnings: string[] = [];
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of running.splice(0)) await one.stop();
  warnings = [];
});
const log = { info: () => {}, warn: (_: object, message: string) => void warnings.push(message) };

function workerOf(
  arena: ReturnType<typeof arenaWith>,
  endpoint: ScriptedEndpoint,
  settings: Partial<ChatSettings> = {},
  limits = NO_BUDGET,
): Worker {
  const client = openChatClient({ url: endpoint.url, model: "m", apiKey: KEY }, openBudget(limits), {
    ...{ ...CHAT, retries: 0 },
    ...settings,
  });
  const model = endpointModel("oracle", client, isSafe);
  const active = { model, share: 0.2, spent: () => client.spent, unusable: 0 };
  const one = modelWorker(
    { arenaId, externalModels: arena.externalModels, packs: NO_PACKS, log, now: () => clock, wallNow: () => clock },
    active,
  );
  running.push(one);
  return one;
}

/** Steps as the trainer does, until `done`. */
const stepUntil = (one: Pick<Worker, "step">, done: () => boolean) =>
  vi.waitFor(
    async () => {
      await one.step(0);
      if (!done()) throw new Error("not yet");
    },
    { timeout: 20_000, interval: 10 },
  );

test("it is asked for as many answers as pairs lack, as a player is asked, and no more", async () => {
  await using endpoint = await scriptedEndpoint(says(GOOD));
  const arena = arenaWith(5);
  const one = workerOf(arena, endpoint);
  await stepUntil(one, () => arena.answers.length >= 5);
  for (let i = 0; i < 3; i++) await one.step(0);
  expect(arena.answers).toEqual(Array(5).fill(GOOD));
  expect(endpoint.asked).toHaveLength(5);
  expect(endpoint.asked[0]!.body).toMatchObject({
    messages: [
      { role: "system", content: expect.stringContaining("40 words") },
      { role: "user", content: "Why 0?" },
    ],
  });
  expect(arena.state()).toEqual({
    ...{ name: "oracle", share: 0.2, paused: null, pausedUntil: null },
    ...{ calls: 5, tokens: 500, unusable: 0 },
  });
  expect(JSON.stringify([...arena.states])).not.toContain(KEY);
});

const FAILURES: readonly [string, Answer, PauseReason, RegExp][] = [
  ["answers 429", fails(429), "busy", /HTTP 429/],
  ["answers 500", fails(500), "broken", /HTTP 500/],
  ["refuses the key, and repeats it", raw(`bad key ${KEY}`, "text/plain", 401), "unauthorized", /refuses the key/],
  ["answers HTML", raw("<!doctype html><p>Welcome", "text/html"), "garbage", /a web page/],
  ["answers what is no completion", raw('{"hello": 1}'), "garbage", /no chat completion/],
  ["streams garbage without end", raw("x".repeat(1_500_000), "text/plain"), "garbage", /more than 1000000 bytes/],
  ["hangs", hangs, "timeout", /no whole answer within/],
  ["stalls in the middle", stalls, "timeout", /no whole answer within/],
  ["hangs up", hangsUp, "unreachable", /can't be reached/],
];

describe("an endpoint that", () => {
  test.each(FAILURES)(
    "%s pauses its model with the reason, which comes back afterwards",
    async (_, answer, reason, detail) => {
      await using endpoint = await scriptedEndpoint(answer);
      const arena = arenaWith(3);
      const silent = answer === hangs || answer === stalls;
      const one = workerOf(arena, endpoint, { timeoutMs: silent ? 1_000 : CHAT.timeoutMs });
      await stepUntil(one, () => arena.state()?.paused != null);
      expect(arena.state()!.paused).toBe(reason);
      expect(warnings.join()).toMatch(detail);
      expect(arena.state()!.pausedUntil!.getTime()).toBeGreaterThan(clock);
      expect(warnings.join()).not.toContain(KEY);
      // While it pauses it is asked nothing; what was under way may still end.
      await expect.poll(() => endpoint.asked.length - arena.state()!.calls).toBe(0);
      const asked = endpoint.asked.length;
      for (let i = 0; i < 3; i++) await one.step(0);
      expect(endpoint.asked).toHaveLength(asked);

      endpoint.script(says(GOOD));
      await stepUntil(one, () => {
        clock += 600_000; // and longer than the next pause, should a slow machine need one
        return arena.answers.length === 3;
      });
      await expect.poll(() => arena.state()!.paused).toBeNull();
    },
  );

  test("asks to be left alone is left alone as long as it says", async () => {
    await using endpoint = await scriptedEndpoint(fails(429, { "retry-after": "1000" }));
    const arena = arenaWith(1);
    const one = workerOf(arena, endpoint);
    await stepUntil(one, () => arena.state()?.paused != null);
    expect(arena.state()!.pausedUntil!.getTime()).toBe(clock + 1_000_000);
  });

  test("costs more than its budget is asked no more", async () => {
    await using endpoint = await scriptedEndpoint(says(GOOD));
    const arena = arenaWith(9);
    const one = workerOf(arena, endpoint, {}, { calls: 4, tokens: Number.POSITIVE_INFINITY });
    await stepUntil(one, () => arena.state()?.paused != null);
    expect(arena.state()!.paused).toBe("budget");
    expect(warnings.join()).toContain("budget of 4 calls");
    expect(endpoint.asked).toHaveLength(4);
    expect(arena.answers.length).toBeLessThanOrEqual(4);
  });
});

describe("an answer that", () => {
  test.each([
    ["is empty", "  ", /it is empty/],
    ["is too long", "so ".repeat(41), /it has 41 words, and 40 are the limit/],
    ["has one endless word", "o".repeat(500), /it has 500 characters/],
    ["is unkind", "You are stupid, and so are bees.", /not for a classroom/],
    ["has markup", "<b>Bees</b> dance.", /not for a classroom/],
  ])("%s is not dealt, and five of them are a reason to pause", async (_, answer, reason) => {
    await using endpoint = await scriptedEndpoint(says(answer));
    const arena = arenaWith(9);
    const one = workerOf(arena, endpoint);
    await stepUntil(one, () => arena.state()?.paused != null);
    expect(arena.answers).toEqual([]);
    expect(arena.state()!.paused).toBe("garbage");
    expect(warnings.join()).toMatch(reason);
    expect(arena.state()!.unusable).toBeGreaterThanOrEqual(5);
  });

  test("is typed as a writer would is dealt with the signs of a keyboard, and without quotes", () => {
    expect(plainAnswer("\u201cBees don\u2019t sleep \u2014\nmuch.\u201d ")).toBe("Bees don't sleep - much.");
  });
});

describe("the settings of an arena", () => {
  let settings: ExternalModelSettings;
  const config = (url: string, model: string): EndpointConfig => ({
    ...{ url, model, apiKey: KEY, timeoutMs: 1_000 },
    ...{ maxCalls: Number.POSITIVE_INFINITY, maxTokens: Number.POSITIVE_INFINITY, thinkingTokens: 0 },
  });
  function panelOf(arena: ReturnType<typeof arenaWith>, endpoints: Record<string, EndpointConfig>) {
    const opener = configuredModels(new Map(Object.entries(endpoints)), isSafe);
    const context = {
      arenaId,
      externalModels: arena.externalModels,
      packs: NO_PACKS,
      log,
      now: () => clock,
      wallNow: () => clock,
      opener,
    };
    const panel = modelPanel({ ...context, settings: async () => settings });
    running.push(panel);
    return panel;
  }

  test("name who answers; they share their part, and one that is taken out is asked no more", async () => {
    await using endpoint = await scriptedEndpoint(says(GOOD));
    const arena = arenaWith(2);
    settings = { contestants: ["oracle", "endpoint"], contestantShare: 0.3 };
    const panel = panelOf(arena, { endpoint: config(endpoint.url, "default"), oracle: config(endpoint.url, "big") });
    await stepUntil(panel, () => arena.answers.length >= 2);
    expect([...arena.states.keys()].sort()).toEqual(["endpoint", "oracle:big"]);
    expect(arena.state("oracle:big")!.share).toBe(0.15);
    settings = { contestants: ["endpoint"], contestantShare: 0.3 };
    await panel.step(0);
    expect(arena.state("oracle:big")!.share).toBe(0);
    expect(arena.state("endpoint")!.share).toBe(0.3);
    settings = { contestants: ["endpoint"], contestantShare: 0 };
    await panel.step(0);
    expect(arena.state("endpoint")!.share).toBe(0);
  });

  test("that name nobody known say so in the log, and the others answer", async () => {
    await using endpoint = await scriptedEndpoint(says(GOOD));
    const arena = arenaWith(1);
    settings = { contestants: ["nobody", "endpoint"], contestantShare: 0.2 };
    const panel = panelOf(arena, { endpoint: config(endpoint.url, "small") });
    await stepUntil(panel, () => arena.answers.length > 0);
    expect(arena.answers).toEqual([GOOD]);
    expect(arena.state("nobody")!.paused).toBe("unset");
    expect(warnings.join()).toContain('No external model is called "nobody": there are endpoint.');
    expect(warnings).toHaveLength(1);
  });
});

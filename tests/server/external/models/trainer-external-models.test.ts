import { pino } from "pino";
import { expect, test } from "vitest";
import { configuredModels } from "../../../../server/external/models/external-model.ts";
import { modelPanel } from "../../../../server/external/models/model-panel.ts";
import { loadTokenizer } from "../../../../server/ml/tokenizer/load-tokenizer.ts";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { externalModelRatings } from "../../../../server/stats/bradley-terry.ts";
import { demonstrationSequence } from "../../../../server/trainer/learner-comparison.ts";
import { POCKET_SHAPE } from "../../../../server/trainer/start/pocket-shape.ts";
import type { TrainingLine } from "../../../../server/trainer/training-line.ts";
import { demonstration } from "../../../../server/world/demonstration.ts";
import { prompts } from "../../../../server/world/prompts.ts";
import { isSafe } from "../../../../server/world/safety.ts";
import { seeded } from "../../../../shared/random/seeded.ts";
import { presentLogProbs } from "../../../support/present-log-probs.ts";
import { type Answer, hangs, says, scriptedEndpoint } from "../../../support/scripted-endpoint.ts";
import { withTinyCycles } from "../../../support/tiny-cycles.ts";

const arenaId = MAIN_ARENA;
const tiny = withTinyCycles();
const unlimited = { maxCalls: Number.POSITIVE_INFINITY, maxTokens: Number.POSITIVE_INFINITY, thinkingTokens: 0 };
/** What the players of the tiny world like best. */
const BELOVED = "aone bone cone done eone fone gone hone";

function line(url: string): Partial<TrainingLine> {
  const endpoint = { url, model: "big", apiKey: null, timeoutMs: 30_000, ...unlimited };
  return {
    externalModels: modelPanel({
      ...{
        arenaId,
        externalModels: tiny.stores.externalModels,
        packs: async () => [],
        log: pino({ level: "silent" }),
        now: Date.now,
        wallNow: Date.now,
      },
      opener: configuredModels(new Map([["endpoint", endpoint]]), () => true),
      settings: () => tiny.stores.trainingChoices.of(arenaId),
    }),
  };
}

test("an external model's answers are dealt and rated, and what people prefer of them teaches the policy", async () => {
  const { stores } = tiny;
  const settings = { contestants: ["endpoint"], contestantShare: 0.4, teacherShare: 0.3, demonstrationShare: 0 };
  await stores.trainingChoices.change(arenaId, settings);
  await using endpoint = await scriptedEndpoint(says(BELOVED));
  const { cycle, learner, line: trained } = await tiny.newCycle(line(endpoint.url));
  await cycle.open();
  const answers = async () => (await stores.externalModels.list(arenaId))[0]?.answers ?? 0;
  while ((await answers()) < 24) await cycle.refill();
  await cycle.refill();

  await tiny.playRound(60);
  const winners = await stores.externalModels.winners(arenaId);
  expect(winners.length).toBeGreaterThanOrEqual(8);
  expect(new Set(winners.map(({ text }) => text))).toEqual(new Set([BELOVED]));
  const lesson = winners.map((one) => trained.demonstrationSequence(one)!);
  const likelihood = async () => {
    const read = await presentLogProbs(learner, lesson);
    return read.flatMap((logProbs) => [...logProbs]).reduce((sum, logProb) => sum + logProb, 0);
  };
  const before = await likelihood();
  await cycle.learn();
  expect(await likelihood()).toBeGreaterThan(before);
  const steps = await stores.trainingSteps.after(arenaId, 0, 100);
  expect(steps.filter(({ kind }) => kind === "sft").map(({ metrics }) => metrics)).toEqual([
    expect.objectContaining({ teacher_demonstrations: winners.length }),
  ]);

  const matchups = await stores.externalModels.matchups(arenaId);
  const [rated] = externalModelRatings(await stores.comparisons.betweenVersions(arenaId), matchups).values();
  expect(rated!.votes).toBe(matchups.reduce((sum, { votes }) => sum + votes, 0));
  expect(rated!.low).toBeGreaterThan(1000);

  const newest = (await stores.policies.newest(arenaId))!.version;
  expect(newest).toBeGreaterThan(0);
  await tiny.playRound(30); // dealt right after the cycle
  const met = (await stores.externalModels.matchups(arenaId)).filter(({ version }) => version === newest);
  expect(met.length).toBeGreaterThan(0);
  await trained.externalModels.stop();
});

test("an endpoint that hangs keeps nothing else waiting", async () => {
  const { stores } = tiny;
  await stores.trainingChoices.change(arenaId, { contestants: ["endpoint"], contestantShare: 0.2 });
  await using endpoint = await scriptedEndpoint(hangs);
  const { cycle, line: trained } = await tiny.newCycle(line(endpoint.url));
  await cycle.open();
  await cycle.refill();
  await tiny.playRound(10);
  expect(await cycle.learn()).toBe(true);
  await cycle.refill();
  expect((await stores.policies.list(arenaId)).length).toBeGreaterThan(1);
  expect(endpoint.asked.length).toBeGreaterThan(0);
  await trained.externalModels.stop(); // aborts what hangs
});

test("answers in the pocket world's words can be learnt from as they come back from an endpoint", async () => {
  const tokenizer = await loadTokenizer("server/world/pocket-model");
  const read = demonstrationSequence(tokenizer, POCKET_SHAPE);
  const random = seeded(3);
  const asked = prompts.filter(({ split }) => split === "train").slice(0, 40);
  const byPrompt = new Map(asked.map((prompt) => [prompt.text, demonstration(prompt, random)]));
  const answering: Answer = (response, request) => {
    const { messages } = request.body as { messages: { content: string }[] };
    says(`"${byPrompt.get(messages[1]!.content)}"\n`)(response, request);
  };
  await using endpoint = await scriptedEndpoint(answering);
  const config = { url: endpoint.url, model: "big", apiKey: null, timeoutMs: 30_000, ...unlimited };
  const opener = configuredModels(new Map([["endpoint", config]]), isSafe);
  const { model } = opener.open("endpoint", { calls: 0, tokens: 0 });
  for (const { text: prompt } of asked) {
    const answered = await model.answer(prompt);
    expect(answered).toEqual({ text: byPrompt.get(prompt) });
    if ("text" in answered) expect(read({ prompt, text: answered.text })).not.toBeNull();
  }
});

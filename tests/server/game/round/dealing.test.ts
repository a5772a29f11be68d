import { expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { newPair } from "../../../support/open-arena.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb({ pool: false });

test("without a policy the game waits in dealing, and starts when the first is promoted", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  expect(ada.view().learning).toMatchObject({ state: "down", policyVersion: -1 });
  await host.request("host", { command: "start" });
  expect(await ada.until((view) => view.phase === "dealing")).toMatchObject({ round: 1, remainingMs: -1 });
  expect(await ada.request("deal", { count: 1 })).toEqual({ ok: false, error: "wrong_phase" });

  await web.stores.heartbeats.beat(MAIN_ARENA, "loading", 0.25);
  await ada.until(({ learning }) => learning.progress === 0.25);
  const { version } = await web.stores.policies.add({
    ...{ arenaId: MAIN_ARENA, parent: null, status: "candidate", folder: "policies/0", reason: null, metrics: {} },
    ...{ comparisonId: 0, trainedOnRound: null },
  });
  const pairs = Array.from({ length: 20 }, () => newPair());
  await web.stores.policies.promote(MAIN_ARENA, version, [...pairs, newPair({ kind: "showdown" })]);
  await ada.until((view) => view.phase === "rapid" && view.learning.policyVersion === version);
  expect(ada.view().learning.state).toBe("loading");
});

test("players see how learning goes", async () => {
  const { code } = await web.createSession();
  const ada = await web.player(code, "Ada");
  const { stores } = web;
  const rejected = { status: "rejected", folder: "policies/x", reason: "It repeats itself", metrics: {} } as const;
  const { version } = await stores.policies.add({
    ...{ arenaId: MAIN_ARENA, parent: 0, comparisonId: 0, trainedOnRound: null },
    ...rejected,
  });
  await stores.trainingSteps.add(MAIN_ARENA, [
    { kind: "reward", policyVersion: 0, metrics: { accuracy: 0.75 } },
    { kind: "ppo", policyVersion: 0, metrics: { "objective/kl": 3.5 } },
  ]);
  await stores.bus.publish({ type: "policy_rejected", arenaId: MAIN_ARENA, version });
  const { learning } = await ada.until((view) => view.learning.kl === 3.5 && view.learning.rejected !== "");
  expect(learning).toMatchObject({ rewardAccuracy: 0.75, policyVersion: 0, rejected: "It repeats itself" });
});

test("nobody gets more than eight pairs in hand", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const bundles = await Promise.all([4, 8, 4].map((count) => ada.request("deal", { count })));
  const pairs = bundles.flatMap((bundle) => (bundle.ok ? bundle.pairs : []));
  expect(bundles.every((bundle) => bundle.ok)).toBe(true);
  expect(new Set(pairs.map(({ id }) => id)).size).toBe(8);
});

test("every sixth pair is an earlier one with its sides swapped", async () => {
  const session = await web.createSession();
  const [host, ada] = [await web.host(session), await web.player(session.code, "Ada")];
  await host.request("host", { command: "start" });
  await ada.until((view) => view.phase === "rapid");
  const pairs = [];
  for (let i = 0; i < 6; i++) {
    const dealt = await ada.request("deal", { count: 1 });
    const pair = dealt.ok ? dealt.pairs[0] : undefined;
    expect(await ada.request("vote", { pairId: pair?.id, verdict: "a", decisionMs: 9 })).toMatchObject({ ok: true });
    pairs.push(pair);
  }
  const sixth = pairs.pop();
  expect(pairs.filter((pair) => pair?.a === sixth?.b && pair?.b === sixth?.a)).toHaveLength(1);
  expect(pairs.map((pair) => pair?.id)).not.toContain(sixth?.id);
});

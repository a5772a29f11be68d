import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { beforeAll, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { ModelList } from "../../../../shared/protocol/models.ts";
import { newPolicy } from "../../../support/open-arena.ts";
import { withWeb } from "../../../support/running-web.ts";

const web = withWeb();
const get = (path: string) => fetch(`http://127.0.0.1:${web.port}${path}`);

beforeAll(async () => {
  const folder = (path: string) => join(web.dataDir, path);
  for (const version of [1, 2]) mkdirSync(folder(`policies/${version}`), { recursive: true });
  mkdirSync(folder("reward-models/x"), { recursive: true });
  for (const version of [1, 2]) writeFileSync(folder(`policies/${version}/config.json`), `{"version":${version}}`);
  writeFileSync(folder("policies/1/ppo-state.json"), "{}");
  writeFileSync(folder("reward-models/x/reward-heads.safetensors"), "heads");
  const rejected = { folder: "policies/2", status: "rejected", reason: "it rambles" } as const;
  await newPolicy(web.stores, { ...rejected, metrics: { kl: 9 } });
});

test("every version is listed with its fate", async () => {
  const { models } = (await (await get("/models")).json()) as ModelList;
  expect(models.map(({ version, status }) => [version, status])).toEqual([
    [0, "promoted"],
    [1, "promoted"],
    [2, "rejected"],
  ]);
  expect(models[2]).toMatchObject({ reason: "it rambles", metrics: { kl: 9 }, trainedOnRound: null });
  for (const { ageMs } of models) expect(ageMs).toBeLessThan(600_000);
});

test("the model files of a promoted version are served, and nothing else", async () => {
  expect(await (await get("/models/1/config.json")).json()).toEqual({ version: 1 });
  for (const path of [
    "/models/2/config.json", // rejected
    "/models/7/config.json",
    "/models/1/ppo-state.json",
    "/models/1/tokenizer.json", // not there
    "/models/1/..%2f2%2fconfig.json",
    "/models/%2e%2e/config.json",
    "/models/01/config.json",
  ]) {
    expect([path, (await get(path)).status]).toEqual([path, 404]);
  }
});

test("the newest reward model is served once there is one", async () => {
  const path = "/reward-models/newest/reward-heads.safetensors";
  expect((await get(path)).status).toBe(404);
  await web.stores.rewardModels.add(MAIN_ARENA, { comparisonId: 1, folder: "reward-models/x", metrics: {} });
  expect(await (await get(path)).text()).toBe("heads");
});

test("the last round of a session is told by its code", async () => {
  const session = await web.createSession();
  expect((await get(`/api/sessions/${session.code}/round`)).status).toBe(404);
  const host = await web.host(session);
  await host.request("host", { command: "start" });
  await host.until((view) => view.phase === "rapid");
  const round = await (await get(`/api/sessions/${session.code}/round`)).json();
  expect(round).toEqual({ id: expect.any(String), index: 1, policyVersion: 1 });
  expect((await get("/api/sessions/QQQQ/round")).status).toBe(404);
  await host.leave();
});

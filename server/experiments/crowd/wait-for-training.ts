import { setTimeout as sleep } from "node:timers/promises";
import type { ModelSummary } from "../../../shared/protocol/models.ts";
import type { ArenaServer } from "../servers/arena-server.ts";
import type { Progress } from "../terminal/progress.ts";
import { POCKET_CROWD } from "./crowd-model.ts";
import { type CrowdRound, lessonOf } from "./learning-record.ts";

const POLL_MS = 250;

/** An arena's versions, and when they were asked for, by `performance.now`. */
interface KnownModels {
  readonly models: readonly ModelSummary[];
  readonly asked: number;
}

/** The newest version, once the trainer has put the starting model in. */
export async function startingVersion(
  server: ArenaServer,
  progress: Progress,
  patienceMs = POCKET_CROWD.patienceMs,
): Promise<number> {
  const until = performance.now() + patienceMs;
  for (let waited = false; performance.now() < until; waited = true) {
    const newest = await server.newestVersion();
    if (newest !== null) return newest;
    if (!waited) progress.stage("waiting until the trainer has put the starting model into the arena");
    await sleep(POLL_MS);
  }
  throw new Error(`${server.url} has no model after ${patienceMs / 1000} s; does a trainer run?`);
}

/** The versions once every vote has been learned from, and when they were asked for. */
export async function untilLearnt(
  server: ArenaServer,
  rounds: readonly CrowdRound[],
  patienceMs: number,
): Promise<KnownModels> {
  const last = rounds.filter((round) => round.comparisons > 0).slice(-1);
  const until = performance.now() + patienceMs;
  for (;;) {
    const asked = performance.now();
    const models = await server.models();
    if (last.length === 0 || lessonOf(last, models, asked) !== null || asked > until) return { models, asked };
    await sleep(POLL_MS);
  }
}

/** Bounds of the pause that is the end. */
const REST = { leastMs: 5_000, mostMs: 60_000 } as const;

/**
 * A model of the user's own practises on for votes that it has learnt; until it rests, or for as long as it may take. Between two
 * cycles answers are drawn for the showcase, of which a first pool has many times as many: a pause as long as that took is the end.
 * @param firstPairMs from the start of the servers to the first pair
 */
export async function untilPractised(
  server: ArenaServer,
  progress: Progress,
  patienceMs: number,
  firstPairMs: number,
): Promise<KnownModels> {
  const restMs = Math.min(REST.mostMs, Math.max(REST.leastMs, firstPairMs));
  const began = performance.now();
  progress.stage("the trainer practises for the votes that came faster than it learns");
  let worked = began;
  for (let now = began; now - began < patienceMs && now - worked < restMs; now = performance.now()) {
    if ((await server.trainerState()) !== "idle") worked = now;
    await sleep(POLL_MS);
  }
  progress.say(`practised on for ${((worked - began) / 1000).toFixed(0)} s after the last round's candidate`);
  return { models: await server.models(), asked: performance.now() };
}

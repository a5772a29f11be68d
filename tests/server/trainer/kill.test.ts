import { existsSync, readdirSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { localCheckpoints } from "../../../server/checkpoints/checkpoints.ts";
import { MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { TrainerSeat } from "../../../server/ports/trainer-terms.ts";
import { loadPolicy } from "../../../server/trainer/folders/policy-folders.ts";
import { pruneFolders } from "../../../server/trainer/folders/prune-folders.ts";
import { POCKET } from "../../../server/trainer/start/pocket-shape.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";
import { newRound, newVote, withStores } from "../../support/open-arena.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { startTrainer, type Trainer } from "../../support/trainer-process.ts";

/** What the trainer is at when it is killed, or at most a moment later. */
const KILLED_AT: readonly TrainerState[] = ["gate", "improve", "reward", "loading"];
const PAIRS = 12;
const DAY_MS = 24 * 3_600_000;
const arenaId = MAIN_ARENA;

const opened = withStores();
let data: ReturnType<typeof temporaryFolder>;
let trainer: Trainer;
beforeEach(() => {
  data = temporaryFolder();
  trainer = startTrainer({ DATABASE_URL: opened.url, DATA_DIR: data.path });
});
afterEach(async () => {
  await trainer.end("SIGKILL");
  data.remove();
});

/** A player judges a few pairs and the round is closed. */
async function playRound(): Promise<void> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: PAIRS });
  expect(dealt).toHaveLength(PAIRS);
  const longer = ({ a, b }: (typeof dealt)[number]) => (a.text.length > b.text.length ? "a" : "b");
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, longer(pair))));
  await stores.rounds.close(round.id);
}

/** Every promoted version can be read, and whatever is there of the others; versions are numbered without gaps, each after its parent. */
async function expectWholeVersions(): Promise<void> {
  const versions = await opened.stores.policies.list(arenaId);
  expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => i));
  for (const { folder, parent, status, reason } of versions) {
    const path = join(data.path, folder);
    if (status === "promoted" || existsSync(path)) {
      const { checkpoint } = await loadPolicy(path, POCKET);
      expect(checkpoint.weights["model.norm.weight"]!.values.every(Number.isFinite)).toBe(true);
    }
    if (parent !== null) expect(versions[parent]!.status).toBe("promoted");
    if (status === "rejected") expect(reason).not.toBeNull();
  }
}

test("a trainer killed at any moment, whatever its method, leaves whole versions, and the next one learns from every comparison", {
  timeout: 400_000,
}, async () => {
  const { stores } = opened;
  await expect.poll(() => stores.policies.newest(arenaId), { timeout: 60_000 }).not.toBeNull();
  const reached: TrainerState[] = [];
  const stopListening = await stores.bus.listen(
    (event) => event.type === "trainer_state" && reached.push(event.state),
    () => {},
  );
  for (const [i, state] of KILLED_AT.entries()) {
    await stores.trainingChoices.change(arenaId, { method: i % 2 === 0 ? "dpo" : "ppo" });
    await playRound();
    await expect.poll(() => reached, { timeout: 60_000, interval: 10 }).toContain(state);
    await sleep(Math.random() * 300);
    await trainer.end("SIGKILL");
    await expectWholeVersions();
    reached.length = 0;
    trainer = startTrainer({ DATABASE_URL: opened.url, DATA_DIR: data.path });
  }
  await stopListening();

  await playRound();
  const comparisons = (KILLED_AT.length + 1) * PAIRS;
  const learnt = () => trainer.lines.findLast(({ msg }) => msg === "Cycle done")?.comparisons;
  await expect.poll(learnt, { timeout: 90_000 }).toBe(comparisons);
  await expectWholeVersions();
  const versions = await stores.policies.list(arenaId);
  const all = await stores.comparisons.after(arenaId, 0, 1_000);
  expect(all).toHaveLength(comparisons);
  expect(versions.at(-1)).toMatchObject({ comparisonId: all.at(-1)!.id, trainedOnRound: all.at(-1)!.roundId });
  expect(await trainer.end("SIGTERM")).toBe(0);

  // The lock is free a moment after the process is gone.
  let seat: TrainerSeat | null = null;
  await expect.poll(async () => (seat ??= await stores.electTrainer())).not.toBeNull();
  const { term, release } = seat as unknown as TrainerSeat;
  expect(term).toBe(KILLED_AT.length + 2); // each trainer had its own
  const policies = join(data.path, "policies");
  const yesterday = new Date(Date.now() - 2 * DAY_MS);
  for (const name of readdirSync(policies)) utimesSync(join(policies, name), yesterday, yesterday);
  await pruneFolders({ stores, checkpoints: localCheckpoints(data.path), dataDir: data.path, term });
  await release();
  const named = new Set(versions.map(({ folder }) => folder.replace("policies/", "")));
  expect(readdirSync(policies).filter((name) => !named.has(name))).toEqual([]);
});

import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import type { TrainerSeat } from "../../../../server/ports/trainer-terms.ts";
import { loadPolicy } from "../../../../server/trainer/folders/policy-folders.ts";
import { POCKET } from "../../../../server/trainer/start/pocket-shape.ts";
import type { TrainerState } from "../../../../shared/round/trainer-states.ts";
import { type CutProxy, openCutProxy } from "../../../support/cut-proxy.ts";
import { newRound, newVote, withStores } from "../../../support/open-arena.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";
import { startTrainer, type Trainer } from "../../../support/trainer-process.ts";

const arenaId = MAIN_ARENA;
const PAIRS = 12;
const opened = withStores();
let data: ReturnType<typeof temporaryFolder>;
let proxy: CutProxy;
let trainers: Trainer[] = [];
beforeEach(async () => {
  data = temporaryFolder();
  proxy = await openCutProxy(opened.url);
});
afterEach(async () => {
  await Promise.all(trainers.map((trainer) => trainer.end("SIGKILL")));
  trainers = [];
  proxy.close();
  data.remove();
});

function start(url: string): Trainer {
  const trainer = startTrainer({ DATABASE_URL: url, DATA_DIR: data.path });
  trainers.push(trainer);
  return trainer;
}

/** A player judges a few pairs and the round is closed. */
async function playRound(): Promise<void> {
  const { stores } = opened;
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId, count: PAIRS });
  const longer = ({ a, b }: (typeof dealt)[number]) => (a.text.length > b.text.length ? "a" : "b");
  await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, playerId, longer(pair))));
  await stores.rounds.close(round.id);
}

const says = (trainer: Trainer, words: string) => trainer.lines.filter(({ msg }) => msg.includes(words)).length;

/** By the term in the names of their folders. */
async function versionsByTerm(): Promise<Readonly<Record<number, readonly number[]>>> {
  const terms: Record<number, number[]> = {};
  for (const { folder, version } of await opened.stores.policies.list(arenaId)) {
    const term = Number(/^policies\/t(\d+)-/.exec(folder)![1]);
    terms[term] = [...(terms[term] ?? []), version];
  }
  return terms;
}

test("of a trainer that was cut off in mid-cycle and its successor only the successor's term counts; every version's folder is there", {
  timeout: 200_000,
}, async () => {
  const { stores } = opened;
  const first = start(proxy.through(opened.url));
  await expect.poll(() => stores.policies.newest(arenaId), { timeout: 60_000 }).not.toBeNull();
  const second = start(opened.url);
  await expect.poll(() => says(second, "standing by"), { timeout: 60_000 }).toBe(1);

  const reached: TrainerState[] = [];
  const stopListening = await stores.bus.listen(
    (event) => event.type === "trainer_state" && reached.push(event.state),
    () => {},
  );
  await playRound();
  await expect.poll(() => reached, { timeout: 60_000, interval: 10 }).toContain("improve");
  proxy.cut();
  await stopListening();
  // The successor learns from what the first was learning from, while that one still runs and writes what it can.
  await expect.poll(() => says(second, "Cycle done"), { timeout: 90_000 }).toBe(1);
  expect(says(first, "Lost the trainer's lock")).toBe(0);
  proxy.mend();
  await expect.poll(() => says(first, "standing by"), { timeout: 60_000 }).toBe(1);
  await playRound();
  await expect.poll(() => says(second, "Cycle done"), { timeout: 90_000 }).toBe(2);

  expect(await versionsByTerm()).toEqual({ 1: [0], 2: [1, 2] });
  for (const { folder } of await stores.policies.list(arenaId)) await loadPolicy(join(data.path, folder), POCKET);
  const all = await stores.comparisons.after(arenaId, 0, 1_000);
  expect(all).toHaveLength(2 * PAIRS);
  const versions = await stores.policies.list(arenaId);
  expect(versions.at(-1)).toMatchObject({ comparisonId: all.at(-1)!.id, trainedOnRound: all.at(-1)!.roundId });

  // The first stands by in earnest: it takes over when the second ends.
  expect(await second.end("SIGTERM")).toBe(0);
  await expect.poll(() => says(first, "This is the trainer now"), { timeout: 60_000 }).toBe(2);
  expect(await first.end("SIGTERM")).toBe(0);
  expect(await stores.trainerTerms.newest()).toMatchObject({ term: 3 } satisfies Partial<TrainerSeat>);
});

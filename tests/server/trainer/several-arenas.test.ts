import { setTimeout as sleep } from "node:timers/promises";
import { pino } from "pino";
import { expect, test } from "vitest";
import { AnswerServerAway } from "../../../server/external/answer-server/answer-server.ts";
import { type ArenaId, MAIN_ARENA } from "../../../server/ports/arena.ts";
import type { Stores } from "../../../server/ports/stores.ts";
import type { Learner } from "../../../server/trainer/learner-contract.ts";
import type { ArenaLine } from "../../../server/trainer/open-lines.ts";
import { runTrainer } from "../../../server/trainer/run-trainer.ts";
import { trainingCycle } from "../../../server/trainer/training-cycle.ts";
import { openWorkbench } from "../../../server/trainer/workbench.ts";
import { DEFAULT_SETTINGS } from "../../../shared/round/settings.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";
import { newPlayer, newVote } from "../../support/open-arena.ts";
import { withTinyCycles } from "../../support/tiny-cycles.ts";

const tiny = withTinyCycles();
const silent = pino({ level: "silent" });

/** A trainer of tiny lines, at most `most` of them at once; tells which lines were opened and closed. While `server.isAway` it has no answers. */
async function runTiny(most: number, server = { isAway: false }) {
  const opened: ArenaId[] = [];
  const closed: ArenaId[] = [];
  const stopping = new AbortController();
  const { line, learner } = await tiny.newCycle();
  const bench = openWorkbench(learner, line.method);
  const open = async (arenaId: ArenaId): Promise<ArenaLine> => {
    await bench.enter(arenaId);
    const sample: Learner["sample"] = (...asked) =>
      server.isAway ? Promise.reject(new AnswerServerAway("It is away")) : learner.sample(...asked);
    const answering: Learner = Object.assign(Object.create(learner), { sample });
    const cycle = trainingCycle({ ...line, learner: answering, arenaId, enter: () => bench.enter(arenaId) });
    opened.push(arenaId);
    return {
      cycle,
      async close() {
        bench.forget(arenaId);
        closed.push(arenaId);
      },
    };
  };
  const running = runTrainer({ most, open }, tiny.stores, silent, stopping.signal);
  return {
    ...{ opened, closed },
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

async function newArena(name: string): Promise<ArenaId> {
  return (await tiny.stores.arenas.create({ name, title: name }))!.arena.id;
}

/** An open game of an arena, whose player judges pairs a round by what is liked in the tiny world. */
async function openGame(stores: Stores, arenaId: ArenaId) {
  const { session } = await stores.sessions.create(DEFAULT_SETTINGS, arenaId);
  const player = await newPlayer(stores, session.id);
  let index = 0;
  return {
    async playRound(): Promise<void> {
      const round = await stores.rounds.open({ sessionId: session.id, index: ++index });
      const dealt = await stores.pool.dealToPlayer({ arenaId, roundId: round.id, playerId: player.id, count: 12 });
      expect(dealt.length).toBeGreaterThan(0);
      const longer = (pair: (typeof dealt)[number]) => (pair.a.text > pair.b.text ? "a" : "b");
      await stores.votes.cast(dealt.map((pair) => newVote(pair, round.id, player.id, longer(pair))));
      await stores.rounds.close(round.id);
    },
  };
}

/** The last comparison that an arena's versions were trained on is its last one. */
async function hasLearnt(arenaId: ArenaId): Promise<boolean> {
  const needs = (await tiny.stores.arenas.needs()).find((one) => one.arenaId === arenaId)!;
  return needs.lastComparison > 0 && needs.learnt === needs.lastComparison;
}

test("two games in two arenas learn in turn, each from its own votes, and neither is starved by the other", async () => {
  const { stores } = tiny;
  const trainer = await runTiny(2);
  await expect.poll(() => stores.policies.newest(MAIN_ARENA), { timeout: 30_000 }).not.toBeNull();
  const own = await newArena("own");
  const arenas = [MAIN_ARENA, own];
  const games = new Map(await Promise.all(arenas.map(async (id) => [id, await openGame(stores, id)] as const)));
  const cycles: ArenaId[] = [];
  const states: [ArenaId, TrainerState][] = [];
  const stopListening = await stores.bus.listen(
    (event) => {
      if (event.type !== "trainer_state") return;
      states.push([event.arenaId, event.state]);
      if (event.state === "gate") cycles.push(event.arenaId);
    },
    () => {},
  );
  // The main arena has new votes as soon as it has learnt; the other has some now and then.
  await games.get(MAIN_ARENA)!.playRound();
  let playing = true;
  const busy = (async () => {
    while (playing) {
      if (await hasLearnt(MAIN_ARENA)) await games.get(MAIN_ARENA)!.playRound();
      await sleep(20);
    }
  })();
  for (let round = 0; round < 2; round++) {
    const before = cycles.length;
    await games.get(own)!.playRound();
    await expect.poll(() => hasLearnt(own), { timeout: 60_000 }).toBe(true);
    // Its turn came after one that was under way and one that had waited longer, at most.
    const served = cycles.slice(before);
    expect(served.indexOf(own)).toBeLessThanOrEqual(2);
  }
  playing = false;
  await busy;
  await expect.poll(() => hasLearnt(MAIN_ARENA), { timeout: 60_000 }).toBe(true);
  expect(states).toContainEqual([own, "waiting"]);
  await expect.poll(async () => (await stores.heartbeats.last(own))?.state, { timeout: 10_000 }).toBe("idle");
  await trainer.stop();
  await stopListening();
  expect(trainer.opened.toSorted()).toEqual(arenas);
  expect(trainer.closed.toSorted()).toEqual(arenas);

  // Versions, steps and comparisons of one are none of the other's.
  for (const id of arenas) {
    const comparisons = await stores.comparisons.after(id, 0, 10_000);
    const versions = await stores.policies.list(id);
    expect(versions.map(({ version }) => version)).toEqual(versions.map((_, i) => i));
    expect(versions.at(-1)!.comparisonId).toBe(comparisons.at(-1)!.id);
    expect((await stores.trainingSteps.after(id, 0, 10_000)).length).toBeGreaterThan(0);
  }
  const folders = (await Promise.all(arenas.map((id) => stores.policies.list(id)))).flat();
  const later = folders.filter(({ version }) => version > 0).map(({ folder }) => folder);
  expect(new Set(later).size).toBe(later.length);
  const starts = folders.filter(({ version }) => version === 0).map(({ folder }) => folder);
  expect(new Set(starts).size).toBe(1); // they begin with the same model
});

test("with room for one line arenas are served one after the other; one whose files are gone is tried again, and holds up none", async () => {
  const { stores } = tiny;
  const trainer = await runTiny(1);
  await expect.poll(() => stores.policies.newest(MAIN_ARENA), { timeout: 30_000 }).not.toBeNull();
  const [broken, whole] = [await newArena("broken"), await newArena("whole")];
  await stores.policies.add({
    ...{ arenaId: broken, parent: 0, status: "promoted", folder: "policies/gone", reason: null, metrics: {} },
    ...{ comparisonId: 0, trainedOnRound: null },
  });
  for (const id of [broken, whole]) await (await openGame(stores, id)).playRound();
  await expect.poll(() => hasLearnt(whole), { timeout: 60_000 }).toBe(true);
  expect(await hasLearnt(broken)).toBe(false);
  await stores.policies.rollback(broken, 0, "its files are gone");
  await expect.poll(() => hasLearnt(broken), { timeout: 60_000 }).toBe(true);
  await trainer.stop();
  expect(trainer.opened.slice(0, 3)).toEqual([MAIN_ARENA, broken, whole]);
  expect(trainer.closed).toEqual(trainer.opened);
});

test("a line whose answer server is away says that it is blocked, and goes on when that is back", async () => {
  const server = { isAway: true };
  const trainer = await runTiny(1, server);
  const state = async () => (await tiny.stores.heartbeats.last(MAIN_ARENA))?.state;
  await expect.poll(state).toBe("blocked");
  server.isAway = false;
  await expect.poll(state, { timeout: 20_000 }).toBe("idle");
  await trainer.stop();
});

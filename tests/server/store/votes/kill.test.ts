import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, onTestFinished, test } from "vitest";
import { MAIN_ARENA } from "../../../../server/ports/arena.ts";
import { openStores } from "../../../../server/store/open-stores.ts";
import { connect } from "../../../../server/store/postgres/connect.ts";
import { migrateDatabase } from "../../../../server/store/postgres/migrate.ts";
import { openDatabase } from "../../../../server/store/postgres/open-database.ts";
import { type Child, startChild } from "../../../support/child-process.ts";
import { newPair, newRound } from "../../../support/open-arena.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const KILLS = 6;
const PAIRS_A_KILL = 800;
const PAIRS = KILLS * PAIRS_A_KILL;

test("whatever is killed, every acknowledged vote is there once, as it was cast", { timeout: 180_000 }, async () => {
  const folder = temporaryFolder();
  const database = await openDatabase({ databaseUrl: null, dataDir: folder.path }, { info: () => {}, warn: () => {} });
  const stores = openStores(database.url);
  onTestFinished(async () => {
    await stores.close();
    await database.stop();
    folder.remove();
  });
  await migrateDatabase(database.url);
  const { round, players } = await newRound(stores);
  const playerId = players[0]!.id;
  await stores.pool.add(
    MAIN_ARENA,
    Array.from({ length: PAIRS }, () => newPair()),
  );
  const deal = { arenaId: MAIN_ARENA, roundId: round.id, playerId };
  const pairs = await stores.pool.dealToPlayer({ ...deal, count: PAIRS });

  const pidFile = join(folder.path, "postgres-18", "data", "postmaster.pid");
  const postmaster = () => Number(readFileSync(pidFile, "utf8").split("\n")[0]);
  const verdictsGiven = new Map<string, string>();
  const answered = new Set<string>();

  /** Casts what isn't answered of the first `count` pairs; `strike` is called while votes are being acknowledged. */
  async function castFirst(count: number, strike: (child: Child) => void): Promise<void> {
    const child = startChild("cast-votes-child.ts", [database.url, round.id, playerId]);
    const left = pairs.slice(0, count).filter(({ id }) => !answered.has(id));
    child.process.stdin?.end(left.map(({ id }) => `${id}\n`).join(""));
    if (left.length > 0) await child.printed("accepted");
    await sleep(Math.random() * 150);
    strike(child);
    await child.exited;
    for (const [outcome, pairId = "", verdict = ""] of child.lines.map((line) => line.split(" "))) {
      if (pairId === "") continue;
      expect(["accepted", "duplicate"]).toContain(outcome);
      answered.add(pairId);
      if (outcome === "accepted") verdictsGiven.set(pairId, verdict);
    }
  }

  let cutShort = 0;
  for (let kill = 1; kill <= KILLS; kill++) {
    await castFirst(kill * PAIRS_A_KILL, (child) => {
      if (!child.lines.includes("DONE")) cutShort++;
      process.kill(kill % 3 === 0 ? (child.process.pid ?? 0) : postmaster(), "SIGKILL");
    });
    await expect.poll(() => stores.healthy(), { timeout: 30_000 }).toBe(true);
  }
  await castFirst(PAIRS, () => {});

  expect(cutShort).toBeGreaterThan(0);
  const { sql } = connect(database.url, 1);
  const stored = await sql<{ pairId: string; verdict: string }[]>`select pair_id as "pairId", verdict from votes`;
  const verdicts = new Map(stored.map(({ pairId, verdict }) => [pairId, verdict]));
  expect(verdicts.size).toBe(stored.length);
  expect(stored).toHaveLength(PAIRS);
  expect([...verdictsGiven].filter(([pairId, verdict]) => verdicts.get(pairId) !== verdict)).toEqual([]);
  expect(verdictsGiven.size).toBeGreaterThan(PAIRS / 2);
  expect(await stores.rounds.close(round.id)).toEqual({ comparisons: PAIRS, votes: PAIRS });
  await sql.end();
});

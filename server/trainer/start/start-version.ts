import { join } from "node:path";
import type { PolicyRecord } from "../../ports/models.ts";
import type { AnswerPool } from "../pool/answer-pool.ts";
import type { PoolKeeper } from "../pool/keep-pool.ts";
import type { TrainingLine } from "../training-line.ts";

/** Puts the starting model into an arena as version 0; goes on where a process was killed between storing and promoting it. */
export async function promoteStart(line: TrainingLine, pool: PoolKeeper, answers: AnswerPool): Promise<PolicyRecord> {
  const { arenaId, log, stores } = line;
  const [left] = await stores.policies.list(arenaId);
  const start = left ?? (await addStart(line));
  await stores.policies.promote(arenaId, start.version, pool.pairsOf(answers, start.version));
  log.info({ version: start.version }, "The starting model is in the arena");
  return { ...start, status: "promoted" };
}

async function addStart({ arenaId, dataDir, folders, learner, method, newId, startMetrics, stores }: TrainingLine) {
  const folder = join("policies", newId());
  await folders.save(join(dataDir, folder), learner.weights(), method.state());
  return stores.policies.add({
    arenaId,
    parent: null,
    status: "candidate",
    folder,
    reason: null,
    metrics: startMetrics,
    comparisonId: 0,
    trainedOnRound: null,
  });
}

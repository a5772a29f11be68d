import { join } from "node:path";
import type { PolicyRecord } from "../../ports/models.ts";
import type { AnswerPool } from "../pool/answer-pool.ts";
import type { PoolKeeper } from "../pool/keep-pool.ts";
import { drawShowcase } from "../pool/showcase.ts";
import type { TrainingLine } from "../training-line.ts";

/** Puts the starting model into an arena as version 0; goes on where a process was killed between storing and promoting it. */
export async function promoteStart(line: TrainingLine, pool: PoolKeeper, answers: AnswerPool): Promise<PolicyRecord> {
  const { arenaId, log, stores } = line;
  const [left] = await stores.policies.list(arenaId);
  const shown = await drawShowcase(line);
  const start = left ?? (await addStart(line, { ...line.startMetrics, ...shown.metrics }));
  if (!(await stores.showcase.has(arenaId, start.version))) await shown.store(start.version);
  await stores.policies.promote(arenaId, start.version, pool.pairsOf(answers, start.version));
  log.info({ version: start.version }, "The starting model is in the arena");
  return { ...start, status: "promoted" };
}

async function addStart(
  { arenaId, checkpoints, dataDir, folders, learner, method, newId, stores }: TrainingLine,
  metrics: PolicyRecord["metrics"],
) {
  const folder = join("policies", newId());
  await folders.save(join(dataDir, folder), learner.weights(), method.state());
  await checkpoints.keep(folder);
  return stores.policies.add({
    arenaId,
    parent: null,
    status: "candidate",
    folder,
    reason: null,
    metrics,
    comparisonId: 0,
    trainedOnRound: null,
  });
}

/** The arena's versions come from another model than the one given, so that their KL, rewards and old answers would mean nothing. */
export class StartModelChanged extends Error {
  override readonly name = "StartModelChanged";
  constructor(startFolder: string, versionFolder: string) {
    super(
      `This arena began with another model (${versionFolder}) than the one in ${startFolder}. To start afresh with the new one, ` +
        "set DATA_DIR to an empty folder (and DATABASE_URL, if set, to an empty database); to go on, put the old model back.",
    );
  }
}

/**
 * Compares an arena's version 0 with the model that it should have begun with, weights and tokenizer alike; an empty arena suits
 * any.
 * @throws StartModelChanged
 */
export async function assertSameStart({
  arenaId,
  checkpoints,
  folders,
  stores,
}: Pick<TrainingLine, "arenaId" | "checkpoints" | "folders" | "stores">): Promise<void> {
  const [first] = await stores.policies.list(arenaId);
  if (first === undefined) return;
  const folder = await checkpoints.at(first.folder);
  if (!(await folders.isStart(folder))) throw new StartModelChanged(folders.startFolder, folder);
}

import { join } from "node:path";
import type { MethodName } from "../../../shared/protocol/training-methods.ts";
import { afterRejection } from "../../methods/method.ts";
import type { EnsembleQuality } from "../../reward/reward-ensemble.ts";
import type { Reader } from "../fit-reward.ts";
import { dropOptimizerState } from "../folders/policy-folder.ts";
import { candidateMetrics } from "../pool/answer-pool.ts";
import { expectedWinRate } from "../pool/expected-win-rate.ts";
import type { PoolKeeper } from "../pool/keep-pool.ts";
import { finite, type LineStanding, type TrainingLine } from "../training-line.ts";

/**
 * Measures the learner's present policy, stores it, and promotes it or turns it away with the reason; returns where the line
 * stands then. The folder is written before the record and the record before the promotion: killed in between, a folder that
 * nobody names or a candidate that nobody met is left, and the next start learns again.
 */
export async function judgeCandidate(
  line: TrainingLine,
  standing: LineStanding,
  pool: PoolKeeper,
  read: Pick<Reader, "seen" | "lastRound">,
  quality: EnsembleQuality | null,
  method: MethodName,
): Promise<LineStanding> {
  const { arenaId, dataDir, learner, log, stores } = line;
  const answers = await pool.sample(pool.pickPrompts());
  const { startAnswers, currentAnswers } = standing;
  const state = line.method.state();
  const checks = { isSafe: line.isSafe, eosId: line.eosId, klCoefficient: state.klCoefficient };
  const metrics = candidateMetrics(learner, answers, startAnswers, currentAnswers, checks);
  const reason = line.gate(metrics, candidateMetrics(learner, startAnswers, startAnswers, startAnswers, checks));
  const rewardAccuracy = quality?.accuracy ?? Number.NaN;
  const expected = expectedWinRate(learner, answers, startAnswers);
  const record = {
    arenaId,
    parent: standing.current.version,
    folder: join("policies", line.newId()),
    method,
    metrics: finite({ ...metrics, expectedWinRate: expected, rewardAccuracy, comparisons: learner.comparisons }),
    comparisonId: read.seen,
    trainedOnRound: read.lastRound,
  };
  const folder = join(dataDir, record.folder);
  await line.folders.save(folder, learner.weights(), state);

  let next = standing;
  if (reason === null) {
    const candidate = await stores.policies.add({ ...record, status: "candidate", reason: null });
    await stores.policies.promote(arenaId, candidate.version, pool.pairsOf(answers, candidate.version));
    pool.remember(answers, candidate.version);
    const current = { ...candidate, status: "promoted" } as const;
    next = { ...standing, current, lastPromoted: state, currentAnswers: answers };
    log.info({ version: candidate.version, ...metrics }, "New version promoted");
  } else {
    const rejected = await stores.policies.add({ ...record, status: "rejected", reason });
    await dropOptimizerState(folder);
    log.warn({ version: rejected.version, reason }, "Candidate rejected; training goes on from the last good version");
    await line.method.restore(afterRejection(standing.lastPromoted, state));
  }
  const judged = finite({ ...metrics, promoted: reason === null ? 1 : 0 });
  await stores.trainingSteps.add(arenaId, [{ kind: "gate", policyVersion: next.current.version, metrics: judged }]);
  return next;
}

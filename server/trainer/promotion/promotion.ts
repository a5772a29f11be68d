import { join } from "node:path";
import type { MethodName } from "../../../shared/protocol/training-methods.ts";
import { finite, type MethodState } from "../../methods/method.ts";
import { afterRejection } from "../../methods/on-policy.ts";
import type { EnsembleQuality } from "../../reward/held-out-quality.ts";
import { predictedShare } from "../../reward/reward-ensemble.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { mean } from "../../stats/moments.ts";
import { DEMOTION_Z, type Decline, findDecline } from "../../stats/over-optimisation.ts";
import type { Reader } from "../fit-reward.ts";
import { STATE_FILES } from "../folders/policy-folders.ts";
import type { Learner } from "../learner-contract.ts";
import { type AnswerPool, answersByPrompt, candidateMetrics, type OlderAnswers } from "../pool/answer-pool.ts";
import type { PoolKeeper } from "../pool/keep-pool.ts";
import { isPicking, pickedOf } from "../pool/picked-answers.ts";
import { drawShowcase } from "../pool/showcase.ts";
import type { LineStanding, TrainingLine } from "../training-line.ts";
import { examineSteps, HALVINGS } from "./step-back.ts";

/** Why a candidate is rejected whose reward may as well be chance. */
const NOTHING_LEARNT =
  "held-out votes are predicted no better than by chance, so that there is nothing to learn from them yet";

/**
 * Puts the learner's present policy through the gate: measures it, stores it, and promotes it or rejects it with the reason. Returns where
 * the line stands then. The folder is written, and stored wherever it is kept, before the record, and the record before the promotion. A process that is killed in between
 * leaves a folder without a record, or a candidate that nobody met; the next start learns again. Its answers for show are stored before its
 * promotion too: a version that players hear of can be set beside an older one at once.
 * @param method what made it; null where an engine outside of the trainer did
 * @param fromDemonstrations whether it learnt from answers as well, whatever votes say
 */
export async function putThroughGate(
  line: TrainingLine,
  standing: LineStanding,
  pool: PoolKeeper,
  read: Pick<Reader, "seen" | "lastRound">,
  quality: EnsembleQuality | null,
  method: MethodName | null,
  fromDemonstrations = false,
): Promise<LineStanding> {
  const { arenaId, checkpoints, dataDir, learner, log, stores } = line;
  const { startAnswers, currentAnswers, lastPromoted } = standing;
  const isGuess = !fromDemonstrations && learner.trust === 0;
  const ends = { isSafe: line.isSafe, eosId: line.eosId, endIds: line.endIds };
  // Against itself the start has gained nothing, whatever a nat of KL costs.
  const ofStart = candidateMetrics(learner, startAnswers, startAnswers, startAnswers, { ...ends, klCoefficient: 0 });
  const examine = async ({ klCoefficient }: MethodState) => {
    const answers = await pool.sample(pool.pickPrompts(await pool.asked()));
    const metrics = candidateMetrics(learner, answers, startAnswers, currentAnswers, { ...ends, klCoefficient });
    return { answers, metrics, reason: isGuess ? NOTHING_LEARNT : line.gate(metrics, ofStart) };
  };
  const halvings = method === null || isGuess ? 0 : HALVINGS;
  const { answers, metrics, reason, state } = await examineSteps(line.method, lastPromoted, halvings, examine);
  const rewardAccuracy = quality?.accuracy ?? Number.NaN;
  const rate = (of: AnswerPool) => expectedWinRate(learner, of, pool.ofStart, line.isSafe);
  const expected = rate(answers);
  const picked = isPicking(line) ? rate(pickedOf(answers, line)) : Number.NaN;
  const record = {
    arenaId,
    parent: standing.current.version,
    folder: join("policies", line.newId()),
    method,
    metrics: finite({
      ...{ ...metrics, expectedWinRate: expected, expectedWinRatePicked: picked, rewardAccuracy },
      comparisons: learner.comparisons,
    }),
    comparisonId: read.seen,
    trainedOnRound: read.lastRound,
  };
  await line.folders.save(join(dataDir, record.folder), learner.weights(), state);
  if (reason !== null) await checkpoints.drop(record.folder, STATE_FILES);
  await checkpoints.keep(record.folder);

  let next = standing;
  if (reason === null) {
    const shown = await drawShowcase(line);
    const described = { ...record.metrics, ...shown.metrics };
    const candidate = await stores.policies.add({ ...record, metrics: described, status: "candidate", reason: null });
    await shown.store(candidate.version);
    await stores.policies.promote(arenaId, candidate.version, pool.pairsOf(answers, candidate.version));
    pool.remember(answers, candidate.version);
    const current = { ...candidate, status: "promoted" } as const;
    next = { ...standing, current, lastPromoted: state, currentAnswers: answers };
    log.info({ version: candidate.version, ...metrics }, "New version promoted");
  } else {
    const rejected = await stores.policies.add({ ...record, status: "rejected", reason });
    log.warn(
      { version: rejected.version, reason },
      "Candidate rejected; training goes on from the last promoted version",
    );
    await line.method.restore(isGuess ? lastPromoted : afterRejection(lastPromoted, state));
  }
  const judged = finite({ ...metrics, promoted: reason === null ? 1 : 0 });
  await stores.trainingSteps.add(arenaId, [{ kind: "gate", policyVersion: next.current.version, metrics: judged }]);
  return next;
}

/** Rolls back versions that people like less than those before them, whatever the reward model says; true when there were any. */
export async function demoteDeclined({
  arenaId,
  log,
  stores,
}: Pick<TrainingLine, "arenaId" | "log" | "stores">): Promise<boolean> {
  const contests = await stores.comparisons.betweenVersions(arenaId);
  const policies = await stores.policies.list(arenaId);
  const promoted = policies.filter(({ status }) => status === "promoted").map(({ version }) => version);
  const decline = findDecline(contests, promoted, bradleyTerry(contests).correlation, DEMOTION_Z);
  if (decline === null) return false;
  const reason = reasonOf(decline);
  const undone = await stores.policies.rollback(arenaId, decline.after, reason);
  log.warn({ to: decline.after, undone, reason }, "People like the newer versions less; they are rolled back");
  return true;
}

function reasonOf({ after, rate, low, high, votes, pairs }: Decline): string {
  const percent = (share: number) => `${(100 * share).toFixed(0)}%`;
  return (
    `people preferred the versions after ${after} to it and older ones in only ${percent(rate)} of ${votes} votes on ${pairs} pairs ` +
    `(${percent(low)} to ${percent(high)}): training went too far`
  );
}

/**
 * How often people would prefer a policy's answers to the starting model's if the reward model were right, 0-1: the mean over prompts of that
 * over all pairs of answers to one prompt. Answers to different prompts are not compared: a prompt that is easy for both would then make a win.
 * This is what training follows, in the unit in which people judge. It rises while people's own win rate falls once training over-optimises.
 * @param isSafe whether players may see an answer; the others are never compared
 * @returns NaN before the reward model's first fit, and where no prompt was answered by both
 */
export function expectedWinRate(
  { ensemble, scale }: Pick<Learner, "ensemble" | "scale">,
  candidate: AnswerPool,
  start: OlderAnswers,
  isSafe: (text: string) => boolean,
): number {
  if (ensemble === null) return Number.NaN;
  // Which version it would be doesn't matter here.
  const shares = [...answersByPrompt(candidate, 0, isSafe)].flatMap(([promptId, own]) => {
    const others = (start.get(promptId) ?? []).map(({ reading }) => scale(reading));
    if (others.length === 0) return [];
    const features = own.map(({ reading }) => scale(reading));
    return mean(features.flatMap((one) => others.map((other) => predictedShare(ensemble, one, other))));
  });
  return mean(shares);
}

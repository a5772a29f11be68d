import { isOver, type JobProblem } from "../../../shared/protocol/training/training-jobs.ts";
import {
  type HandedIn,
  type JobChange,
  type JobEvent,
  type JobRefusal,
  LOG_KEPT,
  MOST_ATTEMPTS,
  type TrainingJob,
} from "../../ports/training-jobs.ts";

type Known = Pick<
  TrainingJob,
  "id" | "arenaId" | "term" | "parent" | "comparisonTo" | "attempts" | "state" | "reason" | "progress" | "log"
>;
type Outcome = { readonly change: JobChange } | { readonly refused: JobRefusal };

const refused = (problem: JobProblem, reason: string): Outcome => ({ refused: { problem, reason } });
const changed = (change: JobChange): Outcome => ({ change });

/**
 * What an event makes of a job, or why it changes nothing. A job that is over stays as it is; only the trainer that answers for it moves it on;
 * and one candidate is taken.
 */
export function afterEvent(job: Known, event: JobEvent): Outcome {
  if (event.type === "cleared")
    return isOver(job.state) ? changed({ cleared: true }) : refused("duplicate", `Job ${job.id} isn't over.`);
  if (event.type === "handedIn") return afterCandidate(job, event);
  if (isOver(job.state)) return refused("duplicate", `Job ${job.id} is over: it was ${job.state}.`);
  if (event.type === "adopted")
    return event.term > job.term ? changed({ term: event.term }) : staleTerm(job, event.term, "trainer");
  if ("term" in event && event.term !== job.term) return staleTerm(job, event.term, "trainer");
  const isAtGate = job.state === "gated";
  switch (event.type) {
    case "submitting":
      if (isAtGate || job.attempts >= MOST_ATTEMPTS)
        return refused("duplicate", `Job ${job.id} was submitted ${job.attempts} times.`);
      return changed({ engineJob: event.engineJob, attempts: job.attempts + 1, state: "queued", begins: true });
    case "taken":
      return job.state === "queued" ? changed({ state: "running", begins: true }) : changed({});
    case "told":
      if (isAtGate) return changed({});
      return changed({
        ...(event.running ? { state: "running" } : {}),
        ...{ progress: event.progress, log: event.log.slice(-LOG_KEPT), problem: null, reason: null },
      });
    case "unheard":
      return isAtGate ? changed({}) : changed({ problem: "unreachable", reason: event.reason });
    case "lost":
      if (isAtGate) return changed({});
      return job.attempts < MOST_ATTEMPTS
        ? changed({ state: "queued", engineJob: null, progress: null, problem: "lost", reason: event.reason })
        : changed({ state: "failed", problem: "lost", reason: `It was lost twice. ${event.reason}`, ends: true });
    case "failed":
      return changed({
        state: "failed",
        ...{ problem: event.problem, reason: event.reason, ends: true },
        ...(event.log === undefined ? {} : { log: event.log.slice(-LOG_KEPT) }),
      });
    case "cancelled":
      if (isAtGate)
        return refused("duplicate", "Its candidate stands at the gate already. Roll its version back instead.");
      return changed({ state: "cancelled", problem: event.problem, reason: event.reason, ends: true });
    case "promoted":
      if (!isAtGate) return refused("duplicate", `Job ${job.id} has no candidate.`);
      return changed({ state: "promoted", version: event.version, problem: null, reason: null, ends: true });
    case "rejected":
      if (!isAtGate) return refused("duplicate", `Job ${job.id} has no candidate.`);
      return changed({
        state: "rejected",
        ...{ version: event.version, problem: event.problem, reason: event.reason, ends: true },
      });
  }
}

const staleTerm = (job: Known, term: number, who: string): Outcome =>
  refused("stale", `Term ${term} of this ${who} is over: job ${job.id} belongs to term ${job.term}.`);

function afterCandidate(job: Known, given: HandedIn): Outcome {
  if (given.arenaId !== job.arenaId)
    return refused("arena", `Job ${job.id} belongs to another arena than the one that this candidate is for.`);
  if (given.term !== job.term)
    return refused(
      "stale",
      `This candidate is of term ${given.term}, and job ${job.id} belongs to term ${job.term} now. Ask for the job again and hand it in with that.`,
    );
  if (isOver(job.state)) return refused("duplicate", `Job ${job.id} is over (${job.state}), so it takes no candidate.`);
  if (job.state === "gated") return refused("duplicate", `Job ${job.id} has a candidate already.`);
  if (given.parent !== job.parent)
    return refused(
      "parent",
      `This candidate is to replace version ${given.parent}, job ${job.id} version ${job.parent}.`,
    );
  if (given.comparisonId !== job.comparisonTo)
    return refused(
      "comparisons",
      `This candidate was trained on the comparisons up to ${given.comparisonId}, job ${job.id} asks for those up to ${job.comparisonTo}.`,
    );
  return changed({
    ...{ state: "gated", uri: given.uri, sha256: given.sha256, progress: 1, problem: null, reason: null },
    ...(given.log === undefined ? {} : { log: given.log.slice(-LOG_KEPT) }),
  });
}

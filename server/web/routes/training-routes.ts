import { createHash, timingSafeEqual } from "node:crypto";
import { type Request, Router } from "express";
import { z } from "zod";
import type {
  CandidateTaken,
  ComparisonsForTraining,
  JobDetails,
  TrainingEngineName,
} from "../../../shared/protocol/training/training-jobs.ts";
import type { ArenaRecord, Arenas } from "../../ports/arena.ts";
import type { Comparison, Comparisons } from "../../ports/learning.ts";
import type { TrainingJob, TrainingJobs } from "../../ports/training-jobs.ts";
import { readVerdicts } from "../../stats/read-verdicts.ts";
import { badSettings, HttpFault } from "../http-fault.ts";
import { admitToArena, askedArena } from "./arena-access.ts";
import { bearerToken, type HostGuard } from "./host-guard.ts";

/** Which engine trains, and who may take part over HTTP. */
export interface TrainingAccess {
  readonly engine: TrainingEngineName;
  /** Null: nobody. */
  readonly token: string | null;
  /** Jobs that an arena may have in 24 hours. */
  readonly jobs: number;
}

export interface JobRouteServices {
  readonly arenas: Pick<Arenas, "byName" | "isOpenTo">;
  readonly hostGuard: HostGuard;
  readonly comparisons: Pick<Comparisons, "after">;
  readonly trainingJobs: Pick<TrainingJobs, "byId" | "pending" | "change">;
  readonly training: TrainingAccess;
}

const MOST_COMPARISONS = 1_000;
const pageSchema = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(MOST_COMPARISONS).default(500),
});
const whole = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const candidateSchema = z.strictObject({
  jobId: z.string().min(1).max(100),
  term: whole,
  parent: whole,
  comparisonId: whole,
  uri: z.string().min(1).max(1_000),
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/i, "must be 64 hexadecimal digits")
    .transform((digits) => digits.toLowerCase()),
});

/** Training by programs that ask for their work, and what hosts see of jobs and do about them. */
export function jobRoutes(services: JobRouteServices): Router {
  const { arenas, comparisons, training, trainingJobs } = services;
  const admitted = async (request: Request): Promise<ArenaRecord> => {
    admitProgram(training, request);
    return askedArena(arenas, request);
  };
  const router = Router();

  router.get("/training/comparisons", async (request, response) => {
    const arena = await admitted(request);
    const asked = pageSchema.safeParse(request.query);
    if (!asked.success) throw badSettings(asked.error.issues);
    const { after, limit } = asked.data;
    const pending = await trainingJobs.pending(arena.id);
    const job = pending.find(({ engine, state }) => engine === "http" && (state === "queued" || state === "running"));
    if (job?.state === "queued") await trainingJobs.change(job.id, { type: "taken" });
    const page = await comparisons.after(arena.id, after, limit);
    const last = job?.comparisonTo ?? Number.POSITIVE_INFINITY;
    response.json({
      job: job === undefined ? null : jobView(job),
      comparisons: page.filter(({ id }) => id <= last).flatMap(forTraining),
      next: page.length === limit && page.at(-1)!.id < last ? page.at(-1)!.id : null,
    } satisfies ComparisonsForTraining);
  });

  router.post("/training/candidates", async (request, response) => {
    const arena = await admitted(request);
    const asked = candidateSchema.safeParse(request.body ?? {});
    if (!asked.success) throw badSettings(asked.error.issues);
    const { jobId, ...candidate } = asked.data;
    const job = await trainingJobs.byId(jobId);
    if (job !== null && job.engine !== "http")
      throw new HttpFault(409, "other_engine", `Job ${jobId} is trained by ${job.engine}, which hands it in itself.`);
    const changed = await trainingJobs.change(jobId, { type: "handedIn", arenaId: arena.id, ...candidate });
    if (changed === null) throw unknownJob(jobId);
    if (changed.refused !== null) throw new HttpFault(409, changed.refused.problem, changed.refused.reason);
    response.status(202).json({ jobId, state: changed.job.state } satisfies CandidateTaken);
  });

  async function hostedJob(request: Request): Promise<TrainingJob> {
    const arena = await askedArena(arenas, request);
    await admitToArena(services, request, arena);
    const id = String(request.params.id);
    const job = await trainingJobs.byId(id);
    if (job === null || job.arenaId !== arena.id) throw unknownJob(id);
    return job;
  }

  router.get("/training/jobs/:id", async (request, response) => {
    response.json(details(await hostedJob(request)));
  });

  router.post("/training/jobs/:id/cancel", async (request, response) => {
    const { id } = await hostedJob(request);
    const changed = await trainingJobs.change(id, {
      ...{ type: "cancelled", problem: "host", reason: "A host cancelled it" },
    });
    if (changed === null) throw unknownJob(id);
    if (changed.refused !== null) throw new HttpFault(409, "too_late", changed.refused.reason);
    response.json(details(changed.job));
  });

  return router;
}

/** @throws HttpFault 404 where no program may take part, 401 for one without the token */
function admitProgram({ token }: TrainingAccess, request: Request): void {
  if (token === null)
    throw new HttpFault(
      404,
      "training_closed",
      "No program can take part in training here. Start the server with TRAINING_TOKEN set to a long random word.",
    );
  if (!isSame(bearerToken(request) ?? "", token))
    throw new HttpFault(
      401,
      "training_token_needed",
      'Show the server\'s TRAINING_TOKEN, as in the header "authorization: Bearer TOKEN".',
      { "www-authenticate": "Bearer" },
    );
}

/** In the same time for every word. */
function isSame(given: string, token: string): boolean {
  const digest = (text: string) => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(given), digest(token));
}

const unknownJob = (id: string) =>
  new HttpFault(404, "unknown_job", `There is no training job ${JSON.stringify(id)} here.`);

function jobView({ id, term, parent, comparisonTo, method }: TrainingJob): ComparisonsForTraining["job"] {
  return { jobId: id, term, parent, comparisonId: comparisonTo, method };
}

/** Without who voted, and without the versions that wrote the answers. What nobody can have read isn't learnt from, nor what finales are about. */
function forTraining(one: Comparison): ComparisonsForTraining["comparisons"][number] | [] {
  const { label, bothBad, ballots } = readVerdicts(one);
  if (one.kind === "finale" || (ballots.length === 0 && one.ballots.length > 0)) return [];
  const { id, criterion, promptId, prompt, turns = null, a, b } = one;
  const votes = one.ballots.length === 0 ? one.votes : ballots.length;
  return { id, criterion, promptId, prompt, turns, a: a.text, b: b.text, label, bothBad, votes };
}

function details({ id, state, reason, log, refusals }: TrainingJob): JobDetails {
  return { id, state, reason, log, refusals };
}

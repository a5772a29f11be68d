import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CLASSROOM_QUESTIONS } from "../../game/packs/classroom-questions.ts";
import { ADOPTED_METHODS, METHODS, type Methods } from "../../methods/registry.ts";
import { openEngine } from "../../ml/engine/engine.ts";
import { readCheckpoint } from "../../ml/model/checkpoint.ts";
import { loadTokenizer, type Tokenizer } from "../../ml/tokenizer/load-tokenizer.ts";
import type { LearnerOptions } from "../../trainer/learner-contract.ts";
import type { PoolPrompt } from "../../trainer/pool/answer-pool.ts";
import { type CandidateMetrics, gate } from "../../trainer/promotion/gate.ts";
import { SCHEDULE, type Schedule } from "../../trainer/schedule.ts";
import { withModelFolder } from "../../trainer/start/model-source.ts";
import {
  ADOPTED_LEARNING,
  ADOPTED_SCHEDULE,
  adoptedGate,
  openNewlyAdopted,
} from "../../trainer/start/open-adopted-model.ts";
import { POCKET_SHAPE } from "../../trainer/start/pocket-shape.ts";
import { trainPrompts } from "../../world/prompts.ts";
import { isSafe, isSafeAnywhere } from "../../world/safety.ts";
import { readPack } from "../crowd/crowd-model.ts";
import { heldOutQuestions } from "../crowd/measure-policy.ts";

/** What a simulated session is played with: prompts, and what an arena of its model has. */
export interface SimulatedArena {
  readonly played: readonly PoolPrompt[];
  /** Prompts that are never played, each as often as it is asked. */
  readonly questions: readonly string[];
  /** Others, of subjects and forms that no training prompt has: reported apart. */
  readonly newQuestions: readonly string[];
  readonly schedule: Pick<Schedule, "poolPrompts" | "perPrompt">;
  readonly gate: (candidate: CandidateMetrics, start: CandidateMetrics) => string | null;
  readonly isSafe: (text: string) => boolean;
}

/** Of the pocket world. */
export const POCKET_ARENA: SimulatedArena = {
  played: trainPrompts,
  questions: heldOutQuestions(),
  newQuestions: [...heldOutQuestions("new-subject"), ...heldOutQuestions("new-form")].filter((_, i) => i % 2 === 0),
  schedule: SCHEDULE,
  gate: (candidate) => gate(candidate),
  isSafe,
};

/** A simulated arena with its model: what a learner opens with, but for the seed, and the methods that move it. */
export interface OpenedArena {
  readonly arena: SimulatedArena;
  readonly learner: Omit<LearnerOptions, "seed" | "tokenizer"> & { readonly tokenizer: Tokenizer };
  readonly methods: Methods;
}

/** Which model a simulated arena has. */
export interface ArenaChoice {
  readonly folder: string;
  /** The user's own model, in the place of `folder`: a folder or a GGUF file. */
  readonly model?: string;
  /** Its prompts: a file as hosts upload it; without it, the pack that ships. */
  readonly pack?: string;
  /** Inside one operator, for a model of the user's own. */
  readonly threads: number;
}

export const openArena = ({ folder, model, pack, threads }: ArenaChoice): Promise<OpenedArena> =>
  model === undefined ? openPocketArena(folder) : openAdoptedArena(model, pack, threads);

/** Of a model of the pocket model's kind. */
export async function openPocketArena(folder: string): Promise<OpenedArena> {
  const start = await readCheckpoint(folder);
  const tokenizer = await loadTokenizer(folder);
  const engine = await openEngine("auto");
  const prompts = trainPrompts.map(({ text }) => text);
  return { arena: POCKET_ARENA, learner: { engine, start, tokenizer, prompts, shape: POCKET_SHAPE }, methods: METHODS };
}

/** Every so many prompts of a pack one is held out. */
const HELD_OUT = 4;
/** Answers to each held-out prompt: one to be compared with the best of the 16 others. */
const PER_PROMPT = 17;

/**
 * Of a model of the user's own, whose adapter learns as in an arena. A quarter of the pack is never played.
 * @throws Error that says what is wrong with the model, or with the pack
 */
async function openAdoptedArena(model: string, pack: string | undefined, threads: number): Promise<OpenedArena> {
  const texts = pack === undefined ? CLASSROOM_QUESTIONS : await readPack(pack);
  const held = texts.filter((_, i) => i % HELD_OUT === HELD_OUT - 1);
  if (held.length === 0) throw new Error(`${pack} has ${texts.length} prompts; ${HELD_OUT} and more can be divided`);
  const played = texts.flatMap((text, i) => (i % HELD_OUT === HELD_OUT - 1 ? [] : [{ id: `pack:${i}`, text }]));
  const { start, tokenizer, shape, adapter } = await readModel(model);
  const engine = await openEngine("auto");
  return {
    arena: {
      played,
      questions: held.flatMap((text) => Array.from({ length: PER_PROMPT }, () => text)),
      newQuestions: [],
      schedule: ADOPTED_SCHEDULE,
      gate: adoptedGate,
      isSafe: isSafeAnywhere,
    },
    learner: {
      ...{ engine, start, tokenizer, shape, adapter, threads },
      prompts: played.map(({ text }) => text),
      ...ADOPTED_LEARNING,
    },
    methods: ADOPTED_METHODS,
  };
}

async function readModel(path: string): Promise<Awaited<ReturnType<typeof openNewlyAdopted>>> {
  const scratch = await mkdtemp(join(tmpdir(), "thumbwar-"));
  const told = {
    converting() {},
    converted: () => process.stderr.write("Converted the GGUF file\n"),
  };
  try {
    return await withModelFolder(path, scratch, told, (folder) => openNewlyAdopted(folder));
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

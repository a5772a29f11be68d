import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import pRetry from "p-retry";
import {
  MODEL_FILES,
  type ModelList,
  type ModelSummary,
  REWARD_MODEL_FILE,
  type RoundSummary,
} from "../../../shared/protocol/models.ts";
import type { PackStored } from "../../../shared/protocol/packs.ts";
import type { CreateSession, HttpError, SessionCreated } from "../../../shared/protocol/sessions.ts";
import type { TrainingSettings, TrainingSettingsChange } from "../../../shared/protocol/training-settings.ts";
import type { TrainerState } from "../../../shared/round/trainer-states.ts";

/** What a crowd asks a server over HTTP. Every method rejects with an error that says what is wrong. */
export interface ArenaServer {
  readonly url: string;
  /** Newest promoted version; null before the trainer has put the starting model in. */
  newestVersion(): Promise<number | null>;
  /** What the trainer of the main arena is doing; null where none ever ran. */
  trainerState(): Promise<TrainerState | null>;
  createSession(settings: CreateSession): Promise<SessionCreated>;
  /** Stores prompts for sessions to play. */
  storePack(name: string, prompts: readonly string[]): Promise<PackStored>;
  changeTraining(change: TrainingSettingsChange): Promise<TrainingSettings>;
  round(code: string): Promise<RoundSummary>;
  models(): Promise<readonly ModelSummary[]>;
  /**
   * Copies the files of a version into a folder below `parent`; returns the folder.
   * @param files those of a model of its own, unless others are given
   */
  fetchModel(version: number, parent: string, files?: readonly string[]): Promise<string>;
  /** Copies the newest reward model into a folder below `parent`; null when there is none. */
  fetchRewardModel(parent: string): Promise<string | null>;
}

const PATIENCE_MS = 30_000;
/** Further tries of a question, and the pause before the first of them. */
const TRIES = 2;
const PAUSE_MS = 200;

/** @param hostPassword the server's HOST_PASSWORD; null when it has none */
export function arenaServer(url: string, signal: AbortSignal, hostPassword: string | null = null): ArenaServer {
  async function request(path: string, init: RequestInit = {}): Promise<Response> {
    const ask = () => {
      const patience = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
      return fetch(new URL(path, url), { ...init, signal: patience });
    };
    // A connection that rested may be closed just when it is used again; what only asks may ask once more.
    const isQuestion = init.method === undefined || init.method === "HEAD";
    try {
      return await pRetry(ask, { retries: isQuestion ? TRIES : 0, minTimeout: PAUSE_MS, signal });
    } catch (error) {
      signal.throwIfAborted();
      throw new Error(`cannot reach ${url}: ${causeOf(error)}`, { cause: error });
    }
  }
  async function json<T>(path: string, init?: RequestInit): Promise<T> {
    return (await checked(await request(path, init), path)).json() as Promise<T>;
  }
  const asHost = (method: string, body: unknown): RequestInit => ({
    method,
    headers: {
      "content-type": "application/json",
      ...(hostPassword === null ? {} : { "x-host-password": encodeURIComponent(hostPassword) }),
    },
    body: JSON.stringify(body),
  });
  async function checked(response: Response, path: string): Promise<Response> {
    if (response.ok) return response;
    const body = (await response.json().catch(() => null)) as HttpError | null;
    throw new Error(`${url} answered ${path} with ${response.status}: ${body?.message ?? response.statusText}`);
  }
  async function download(path: string, folder: string, file: string): Promise<void> {
    const response = await checked(await request(`${path}/${file}`), `${path}/${file}`);
    await writeFile(join(folder, file), new Uint8Array(await response.arrayBuffer()));
  }

  async function health(): Promise<{ policyVersion: number | null; trainer: { state: TrainerState } | null }> {
    const told = await json<Partial<Awaited<ReturnType<typeof health>>>>("/health");
    if (told.policyVersion === undefined) throw new Error(`${url} is not a Thumbwar server`);
    return { policyVersion: told.policyVersion, trainer: told.trainer ?? null };
  }

  return {
    url,
    newestVersion: async () => (await health()).policyVersion,
    trainerState: async () => (await health()).trainer?.state ?? null,
    createSession: (settings) => json("/api/sessions", asHost("POST", settings)),
    storePack: (name, prompts) => json(`/api/packs?name=${encodeURIComponent(name)}`, asHost("POST", prompts)),
    changeTraining: (change) => json("/api/training", asHost("PATCH", change)),
    round: (code) => json(`/api/sessions/${code}/round`),
    models: async () => (await json<ModelList>("/models")).models,
    async fetchModel(version, parent, files = MODEL_FILES) {
      const folder = join(parent, `version-${version}`);
      await mkdir(folder, { recursive: true });
      for (const file of files) await download(`/models/${version}`, folder, file);
      return folder;
    },
    async fetchRewardModel(parent) {
      const path = "/reward-models/newest";
      const response = await request(`${path}/${REWARD_MODEL_FILE}`, { method: "HEAD" });
      if (response.status === 404) return null;
      const folder = join(parent, "reward-model");
      await mkdir(folder, { recursive: true });
      await download(path, folder, REWARD_MODEL_FILE);
      return folder;
    },
  };
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { cause } = error;
  if (cause instanceof AggregateError) return causeOf(cause.errors[0]);
  return cause instanceof Error ? cause.message : error.message;
}

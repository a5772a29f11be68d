import { isMethod } from "../../shared/protocol/training-methods.ts";
import { graspIn } from "../../shared/round/grasp.ts";
import type { LearningView } from "../../shared/round/view-learning.ts";
import type { ArenaId, Bus } from "../ports/arena.ts";
import type { Policies, TrainerHeartbeats, TrainingStep, TrainingSteps } from "../ports/models.ts";

/** A trainer whose last heartbeat is this old is down. On a busy machine one that gives way to the games says nothing for half a minute. */
export const TRAINER_DOWN_MS = 40_000;
const REFRESH_MS = 5_000;
const PAGE = 1_000;

/** What a process knows of the trainer. Each room fills in what is its session's own. */
export type Learning = Omit<LearningView, "votes" | "thenAndNow">;

export interface LearningMonitor {
  current(): Learning;
  /** Calls back after each change; returns a function that stops it. */
  subscribe(onChange: (learning: Learning) => void): () => void;
  close(): Promise<void>;
}

/** One monitor for each arena that somebody plays or watches. */
export interface LearningMonitors {
  /** The arena's monitor. Whoever asked for it closes it, and the last one really does. */
  of(arenaId: ArenaId): Promise<LearningMonitor>;
}

interface Sources {
  readonly bus: Bus;
  readonly heartbeats: Pick<TrainerHeartbeats, "last">;
  readonly policies: Pick<Policies, "list">;
  readonly trainingSteps: Pick<TrainingSteps, "after">;
}

/**
 * Follows an arena's trainer through the bus, and by looking every few seconds, since a dead trainer sends nothing.
 *
 * @param onError is told of every look that failed; the next one is tried all the same
 */
export async function monitorLearning(
  sources: Sources,
  arenaId: ArenaId,
  onError: (error: unknown) => void,
): Promise<LearningMonitor> {
  const listeners = new Set<(learning: Learning) => void>();
  const nothing = { progress: -1, policyVersion: -1, rewardAccuracy: -1, kl: -1, rejected: "", grasp: "" } as const;
  let learning: Learning = { state: "down", ...nothing };
  let lastStep = 0;

  async function refresh(): Promise<void> {
    const [heartbeat, policies] = await Promise.all([sources.heartbeats.last(arenaId), sources.policies.list(arenaId)]);
    const alive = heartbeat !== null && heartbeat.ageMs < TRAINER_DOWN_MS;
    const promoted = policies.filter((policy) => policy.status === "promoted");
    const judged = policies.filter((policy) => policy.status !== "candidate");
    const latest = judged.at(-1);
    const next: Learning = {
      ...learning,
      state: alive ? heartbeat.state : "down",
      progress: (alive ? heartbeat.progress : null) ?? -1,
      policyVersion: promoted.at(-1)?.version ?? -1,
      rejected: latest?.status === "promoted" ? "" : (latest?.reason ?? ""),
      ...(await newestMetrics()),
    };
    if (JSON.stringify(next) === JSON.stringify(learning)) return;
    learning = next;
    for (const listener of listeners) listener(learning);
  }

  async function newestMetrics(): Promise<Partial<Learning>> {
    let found: Partial<Learning> = {};
    for (;;) {
      const steps = await sources.trainingSteps.after(arenaId, lastStep, PAGE);
      for (const step of steps) found = { ...found, ...metricsOf(step) };
      lastStep = steps.at(-1)?.id ?? lastStep;
      if (steps.length < PAGE) return found;
    }
  }

  let queue: Promise<void> = Promise.resolve();
  const look = () => {
    queue = queue.then(refresh).catch(onError);
  };
  const stop = await sources.bus.listen((event) => {
    if (event.arenaId === arenaId) look();
  }, look);
  const timer = setInterval(look, REFRESH_MS);
  timer.unref();

  return {
    current: () => learning,
    subscribe(onChange) {
      listeners.add(onChange);
      return () => listeners.delete(onChange);
    },
    async close() {
      clearInterval(timer);
      await stop();
      await queue;
    },
  };
}

/** @param onError see `monitorLearning` */
export function learningMonitors(sources: Sources, onError: (error: unknown) => void): LearningMonitors {
  const shared = new Map<ArenaId, { readonly monitor: Promise<LearningMonitor>; users: number }>();
  return {
    async of(arenaId) {
      const one = shared.get(arenaId) ?? { monitor: monitorLearning(sources, arenaId, onError), users: 0 };
      shared.set(arenaId, one);
      one.users++;
      const leave = async () => {
        if (--one.users > 0) return;
        if (shared.get(arenaId) === one) shared.delete(arenaId);
        await (await one.monitor).close();
      };
      try {
        return { ...(await one.monitor), close: once(leave) };
      } catch (error) {
        if (shared.get(arenaId) === one) shared.delete(arenaId);
        throw error;
      }
    },
  };
}

/** The same work for whoever asks again. */
function once(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null;
  return () => {
    done ??= work();
    return done;
  };
}

function metricsOf({ kind, metrics }: TrainingStep): Partial<Learning> {
  const { accuracy } = metrics;
  const kl = metrics["objective/kl"];
  if (kind === "reward")
    return { grasp: graspIn(metrics) ?? "", ...(accuracy === undefined ? {} : { rewardAccuracy: accuracy }) };
  return isMethod(kind) && kl !== undefined ? { kl } : {};
}

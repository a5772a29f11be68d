import type { Worker, WorkerContext } from "./worker.ts";

/** A place that an arena's settings give to an outside model. */
export interface Place {
  /** As the settings name the model. */
  readonly name: string;
  /** Of the labels or of the deal, below 1; 0 for one that works for packs alone. */
  readonly share: number;
}

/** A kind of outside model, as an arena's panel needs it. */
export interface PanelKind {
  /** What logs call it, with its article, at the beginning of a sentence. */
  readonly kind: string;
  /** Milliseconds after which a model that could not be opened is tried again; null where only other settings can help. */
  readonly reopenMs: number | null;
  /** The places that the settings give at present. */
  places(): Promise<readonly Place[]>;
  /** Told of other places, when no worker works any more: stores that every other model of the kind has no place. */
  onChanged(places: readonly Place[]): Promise<void>;
  /**
   * Opens the model of a place and a worker for it.
   * @throws Error that says what to set where that can't be done
   */
  open(place: Place): Promise<Worker>;
  /** Stores that the model of a place could not be opened, and when it is tried again. */
  storeUnset(place: Place, until: Date | null): Promise<void>;
}

/** The outside models of one kind that work for an arena, as its settings want them at the time. */
export interface Panel {
  /**
   * Follows the settings, then lets each worker do a step of so many milliseconds at most.
   * @throws whatever the store threw
   */
  step(ms: number): Promise<void>;
  /** Aborts what is under way. */
  stop(): Promise<void>;
}

/** A panel without workers: the first step opens them. */
export function openPanel(models: PanelKind, { log, now, wallNow }: WorkerContext): Panel {
  let workers: readonly Worker[] = [];
  let followed = "";
  let failed: { readonly settings: string; readonly until: number } | null = null;

  async function follow(): Promise<void> {
    const places = await models.places();
    const settings = JSON.stringify(places);
    if (settings === followed && (failed === null || now() < failed.until)) return;
    await stop();
    await models.onChanged(places);
    const opened: Worker[] = [];
    let failing: typeof failed = null;
    for (const place of places)
      try {
        opened.push(await models.open(place));
        log.info({ model: place.name, share: place.share }, `${models.kind} takes its place`);
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        if (failed?.settings !== settings)
          log.warn({ model: place.name }, `${models.kind} could not be opened. ${reason}`);
        const { reopenMs } = models;
        failing = { settings, until: now() + (reopenMs ?? Number.POSITIVE_INFINITY) };
        await models.storeUnset(place, reopenMs === null ? null : new Date(wallNow() + reopenMs));
      }
    [workers, followed, failed] = [opened, settings, failing];
  }

  async function stop(): Promise<void> {
    await Promise.all(workers.map((worker) => worker.stop()));
    [workers, followed] = [[], ""];
  }

  return {
    async step(ms) {
      await follow();
      for (const worker of workers) await worker.step(ms);
    },
    stop,
  };
}

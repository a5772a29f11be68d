import { randomUUID } from "node:crypto";
import { type ArenaId, MAIN_ARENA } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { bradleyTerry } from "../../stats/bradley-terry.ts";
import { type Refresher, refresher } from "./refresher.ts";

/** Least time between two computations of an arena's ratings, milliseconds. */
const RATE_MS = 1_000;
/** How long the duty lasts, and how often it is asked for. */
const HELD_MS = 10_000;
const ASK_MS = 3_000;

export interface RaterServices extends Pick<Stores, "arenas" | "bus" | "comparisons" | "duties" | "ratings"> {
  readonly onError: (error: unknown) => void;
}

/** Keeps the stored ratings up to date, in one web process of all. */
export interface ElectedRater {
  /** Comparisons of an arena may have come. Only the elected process computes. */
  changed(arenaId: ArenaId): void;
  /** Events may have been missed. */
  allChanged(): void;
  /** Gives the duty up. */
  stop(): Promise<void>;
}

/**
 * Ratings are computed and written by the web process that holds the duty, and all processes are told afterwards. When that one is gone,
 * another takes the duty over within ten seconds and rates everything. Should two work for a moment, both write the same.
 */
export async function openRater({
  arenas,
  bus,
  comparisons,
  duties,
  ratings,
  onError,
}: RaterServices): Promise<ElectedRater> {
  const holder = randomUUID();
  const known = new Map<ArenaId, Refresher>();
  let elected = false;

  function changed(arenaId: ArenaId): void {
    if (!elected) return;
    const one = known.get(arenaId) ?? refresher(work, { isWanted: () => elected, onError, pauseMs: RATE_MS });
    known.set(arenaId, one);
    one.changed();

    async function work(): Promise<void> {
      const rated = bradleyTerry(await comparisons.betweenVersions(arenaId));
      await ratings.save(arenaId, rated.ratings);
      await bus.publish({ type: "rated", arenaId });
    }
  }

  async function rateAll(): Promise<void> {
    if (!elected) return;
    for (const arenaId of new Set([MAIN_ARENA, ...known.keys()])) changed(arenaId);
    for (const { arenaId } of await arenas.needs()) changed(arenaId);
  }

  async function ask(): Promise<void> {
    const before = elected;
    elected = await duties.hold("ratings", holder, HELD_MS);
    if (elected && !before) await rateAll();
  }

  const asking = setInterval(() => void ask().catch(onError), ASK_MS);
  asking.unref();
  await ask().catch(onError);
  return {
    changed,
    allChanged: () => void rateAll().catch(onError),
    async stop() {
      clearInterval(asking);
      await Promise.all([...known.values()].map((one) => one.stop()));
      if (elected) await duties.leave("ratings", holder).catch(onError);
      elected = false;
    },
  };
}

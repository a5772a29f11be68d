import type { TrainerState } from "../../shared/round/trainer-states.ts";
import { type ArenaId, MAIN_ARENA } from "../ports/arena.ts";
import type { TrainerHeartbeats } from "../ports/models.ts";
import { workProgress } from "./work-progress.ts";

/** Says what the trainer is doing, and that it is alive. */
export interface Heartbeat {
  /** Resolves when the new state is stored. */
  beat(state: TrainerState): Promise<void>;
  /** Nothing is done at present: it is idle, or says what it can't do. */
  rest(): Promise<void>;
  /** Repeats the present state, with how far its work has come. */
  again(): Promise<void>;
  readonly state: TrainerState;
}

/**
 * Writes go one after another, each with the newest state: one that was delayed can't put back what the trainer did before.
 * @param resting what it is while it does nothing
 * @param guessMs see `workProgress`
 */
export function openHeartbeat(
  heartbeats: Pick<TrainerHeartbeats, "beat">,
  arenaId: ArenaId,
  resting: () => TrainerState,
  guessMs: number,
): Heartbeat {
  const progress = workProgress(guessMs, () => performance.now());
  let present: TrainerState = "loading";
  let last: Promise<void> = Promise.resolve();
  function again(): Promise<void> {
    const next = last.then(() => heartbeats.beat(arenaId, present, progress.share()));
    last = next.catch(() => {}); // whoever asked is told
    return next;
  }
  function beat(state: TrainerState): Promise<void> {
    present = state;
    progress.enter(state);
    return again();
  }
  return {
    again,
    beat,
    rest: () => beat(resting()),
    get state() {
      return present;
    },
  };
}

/** A trainer that has said nothing for so long is gone. */
const SILENT_MS = 40_000;
const LOADING_BEAT_MS = 2_000;
/** How long a model of the user's takes to be read, roughly. */
const GUESS_MS = 45_000;

/**
 * Says that the model is being read, until it is: whoever waits for the first game sees how far it has come. No trainer is elected yet
 * then, so nothing is said while one is at work and this one only stands by.
 * @returns what was loaded
 */
export async function tellLoading<Loaded>(
  heartbeats: Pick<TrainerHeartbeats, "beat" | "last">,
  loading: Promise<Loaded>,
): Promise<Loaded> {
  const progress = workProgress(GUESS_MS, () => performance.now());
  progress.enter("loading");
  let said = false;
  async function say(): Promise<void> {
    const last = await heartbeats.last(MAIN_ARENA);
    const isOurs = said && last?.state === "loading";
    if (!isOurs && last !== null && last.ageMs < SILENT_MS) return;
    said = true;
    await heartbeats.beat(MAIN_ARENA, "loading", progress.share());
  }
  const sayAgain = () => void say().catch(() => {}); // the next one may be written
  sayAgain();
  const timer = setInterval(sayAgain, LOADING_BEAT_MS);
  try {
    return await loading;
  } finally {
    clearInterval(timer);
  }
}

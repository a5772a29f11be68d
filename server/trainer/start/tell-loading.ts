import { MAIN_ARENA } from "../../ports/arena.ts";
import type { TrainerHeartbeats } from "../../ports/models.ts";
import { workProgress } from "../work-progress.ts";

/** A trainer that has said nothing for so long is gone. */
const SILENT_MS = 40_000;
const BEAT_MS = 2_000;
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
  const timer = setInterval(sayAgain, BEAT_MS);
  try {
    return await loading;
  } finally {
    clearInterval(timer);
  }
}

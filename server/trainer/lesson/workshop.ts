import type { ExhibitContents, ExhibitName } from "../../../shared/protocol/lesson.ts";
import { type MethodState, weightsIn } from "../../methods/method.ts";
import type { AskedExhibit } from "../../ports/lesson.ts";
import { isTransient } from "../../store/postgres/until-available.ts";
import { type PocketStages, readPocketStages } from "../start/pocket-stages.ts";
import type { LineStanding, TrainingLine } from "../training-line.ts";
import { type ExhibitSource, type Making, NothingToShow } from "./exhibit.ts";
import { makeExhibit } from "./make-exhibit.ts";

/** Makes what lessons ask for, a piece at a time, so that votes never wait for it. */
export interface Workshop {
  /** Makes the next piece; false when nothing waits. */
  step(): Promise<boolean>;
  /** Scores the answers that wait to be dealt by the newest reward model, where a lesson is on: these are its bets. */
  renewBets(): Promise<void>;
  /** Gives up what is in the making. */
  close(): Promise<void>;
}

/** What each exhibit takes, in seconds of two free cores: of those that wait, the quickest is made first. */
const SECONDS: Readonly<Record<ExhibitName, number>> = {
  feedback: 0.1,
  practises: 1,
  imitates: 1,
  reads: 5,
  dpo: 8,
  constitution: 12,
  cheats: 40,
};
/** What hangs on no session is made ahead once the trainer has looked so often and found nothing to do; it looks every second. */
const QUIET_LOOKS = 30;
const AHEAD = ["reads", "imitates"] as const;
const BROKEN = "It could not be made. The trainer's log says why; the lesson goes on without it.";

/**
 * @param standing where the arena's own model stands
 * @param start the method's state at the starting model
 */
export function exhibitWorkshop(line: TrainingLine, standing: () => LineStanding, start: MethodState): Workshop {
  const { arenaId, learner, stores, log } = line;
  const isAdopted = Object.keys(learner.trainable.frozen).length > 0;
  const inTheMaking = new Map<number, Making<ExhibitName>>();
  let pocket: Promise<PocketStages> | null = null;
  let quiet = 0;

  const sourceOf = ({ id, sessionId, parameters }: AskedExhibit): ExhibitSource => ({
    ...{ learner, parameters, seed: id, decode: line.decode, isSafe: line.isSafe },
    model: isAdopted ? "adopted" : "pocket",
    standing: () => ({ ...standing(), version: standing().current.version }),
    klCoefficient: () => line.method.state().klCoefficient,
    heldOut: line.showcasePrompts.map(({ text }) => text),
    preferences: async () => (sessionId === null ? [] : stores.lesson.preferences(sessionId)),
  });

  const making = (asked: AskedExhibit): Making<ExhibitName> =>
    makeExhibit(asked.exhibit, sourceOf(asked), {
      shipped: () => (pocket ??= readPocketStages()),
      startWeights: weightsIn(start, learner.trainable),
    });

  async function piece(asked: AskedExhibit): Promise<void> {
    const { id, exhibit } = asked;
    const made = inTheMaking.get(id) ?? making(asked);
    inTheMaking.set(id, made);
    const next = await made.next().catch(async (error: unknown) => {
      inTheMaking.delete(id);
      if (isTransient(error)) throw error;
      const isExpected = error instanceof NothingToShow;
      if (!isExpected) log.error({ err: error, exhibit }, "An exhibit of the lesson could not be made");
      await stores.lesson.fail(id, isExpected ? error.message : BROKEN);
      return null;
    });
    if (next === null) return;
    if (!next.done) return stores.lesson.progress(id, next.value.share, next.value.work);
    inTheMaking.delete(id);
    await stores.lesson.finish(id, exhibit, next.value as ExhibitContents[typeof exhibit]);
    log.info({ exhibit }, "An exhibit of the lesson is ready");
  }

  /** Gives up what nobody waits for any more. */
  async function putAway(waiting: readonly AskedExhibit[]): Promise<void> {
    for (const [id, made] of inTheMaking)
      if (!waiting.some((asked) => asked.id === id)) {
        inTheMaking.delete(id);
        await made.return(undefined as never);
      }
  }

  async function lookAhead(): Promise<void> {
    if (++quiet !== QUIET_LOOKS) return;
    for (const exhibit of AHEAD)
      if (!(await stores.lesson.isReady(exhibit)))
        await stores.lesson.ask({ arenaId, sessionId: null, exhibit, parameters: {} });
  }

  return {
    async step() {
      const waiting = await stores.lesson.waiting(arenaId);
      await putAway(waiting);
      const byTime = (x: AskedExhibit, y: AskedExhibit) =>
        Number(x.sessionId === null) - Number(y.sessionId === null) || SECONDS[x.exhibit] - SECONDS[y.exhibit];
      const [first] = waiting.toSorted(byTime);
      if (first === undefined) {
        await lookAhead();
        return false;
      }
      await piece(first);
      return true;
    },
    close: () => putAway([]),
    async renewBets() {
      if (learner.ensemble === null) return;
      const waiting = await stores.lesson.waitingAnswers(arenaId);
      const readings = await learner.reference.read(
        waiting.map(({ prompt, tokens }) => learner.sequenceOf(prompt, tokens)),
      );
      const rewards = learner.rewards(readings);
      await stores.lesson.rescore(
        arenaId,
        waiting.map(({ id }, i) => ({ id, reward: rewards[i]! })),
      );
    },
  };
}

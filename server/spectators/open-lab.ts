import type { Server } from "socket.io";
import type { LabEvents, TrainingBoard } from "../../shared/protocol/lab.ts";
import { stepView, versionsBoard } from "../arena/boards.ts";
import { contestantsBoard } from "../arena/contestants-board.ts";
import { judgeBoard } from "../arena/judge-board.ts";
import { evidenceBoard } from "../arena/lab.ts";
import type { LearningMonitor } from "../arena/learning-monitor.ts";
import type { ArenaId } from "../arena/ports/arena-id.ts";
import type { BusEvent } from "../arena/ports/bus.ts";
import type { WallClock } from "../arena/ports/clocks.ts";
import type { Stores } from "../arena/ports/stores.ts";
import { type Audience, liveNamespace } from "./live-namespace.ts";

/** Training steps that a newly connected viewer is shown. */
const STEPS_SHOWN = 2_000;
const PAGE = 1_000;

export interface LabServices
  extends Pick<
    Stores,
    "bus" | "policies" | "ratings" | "comparisons" | "trainingSteps" | "lab" | "judgements" | "contestants"
  > {
  readonly learning: Pick<LearningMonitor, "current" | "subscribe">;
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/**
 * The lab's figures, live: training steps as they're stored, and what votes say when a round is closed or a version comes
 * or goes.
 *
 * @returns a function that stops listening
 */
export async function openLab(io: Server, services: LabServices, arenaId: ArenaId): Promise<() => Promise<void>> {
  const viewers = io.of("/lab");
  const live = liveNamespace<LabEvents>(viewers, sendAll, (error) =>
    services.log.error({ err: error }, "The lab could not be updated"),
  );
  let steps: TrainingBoard["steps"] = [];
  /** What comes often and carries no content: one that waits already will tell of it. */
  const queued = new Set<BusEvent["type"]>();

  async function sendVersions(audience: Audience<LabEvents>): Promise<void> {
    audience.emit("versions", await versionsBoard(services, arenaId));
  }
  async function sendEvidence(audience: Audience<LabEvents>): Promise<void> {
    audience.emit("evidence", await evidenceBoard(services, arenaId, services.now()));
  }
  async function sendJudge(audience: Audience<LabEvents>): Promise<void> {
    audience.emit("judge", await judgeBoard(services.judgements, arenaId));
  }
  async function sendContestants(audience: Audience<LabEvents>): Promise<void> {
    audience.emit("contestants", await contestantsBoard(services.contestants, arenaId));
  }
  async function sendTraining(audience: Audience<LabEvents>): Promise<void> {
    audience.emit("training", { trainer: services.learning.current().state, steps });
  }
  async function sendAll(audience: Audience<LabEvents>): Promise<void> {
    await readSteps();
    await sendVersions(audience);
    await sendEvidence(audience);
    await sendJudge(audience);
    await sendContestants(audience);
    await sendTraining(audience);
  }
  async function readSteps(): Promise<TrainingBoard["steps"]> {
    const added: TrainingBoard["steps"][number][] = [];
    for (;;) {
      const last = added.at(-1)?.id ?? steps.at(-1)?.id ?? 0;
      const page = await services.trainingSteps.after(arenaId, last, PAGE);
      added.push(...page.map(stepView));
      if (page.length < PAGE) break;
    }
    steps = [...steps, ...added].slice(-STEPS_SHOWN);
    return added;
  }

  async function react(event: BusEvent): Promise<void> {
    queued.delete(event.type);
    if (viewers.sockets.size === 0) return; // whoever comes later is sent everything
    switch (event.type) {
      case "round_closed":
      case "policy_promoted":
      case "policy_rejected":
      case "policy_rolled_back":
        await sendVersions(viewers);
        await sendJudge(viewers);
        return sendEvidence(viewers);
      case "ai_judged":
        return sendJudge(viewers);
      case "contestants":
        return sendContestants(viewers);
      case "training_step": {
        const added = await readSteps();
        if (added.length > 0) viewers.emit("trainingSteps", added);
      }
    }
  }

  const stop = await services.bus.listen(
    (event) => {
      // An endpoint that answers fast is shown as often as its figures can be read.
      if (queued.has(event.type)) return;
      if (event.type === "ai_judged" || event.type === "contestants") queued.add(event.type);
      live.enqueue(() => react(event));
    },
    () => live.enqueue(() => sendAll(viewers)),
  );
  const unsubscribe = services.learning.subscribe(() => live.enqueue(() => sendTraining(viewers)));
  return async () => {
    unsubscribe();
    await stop();
    await live.settled();
  };
}

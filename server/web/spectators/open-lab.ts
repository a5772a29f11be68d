import type { Server } from "socket.io";
import type { LabEvents, TrainingBoard } from "../../../shared/protocol/lab.ts";
import type { LearningMonitor } from "../../game/learning-monitor.ts";
import type { ArenaId, WallClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { stepView, versionsBoard } from "./boards.ts";
import { externalModelsBoard, judgeBoard } from "./external-models-board.ts";
import { evidenceBoard } from "./lab.ts";
import { liveNamespace } from "./live-namespace.ts";

/** Training steps that a newly connected viewer is shown. */
const STEPS_SHOWN = 2_000;
const PAGE = 1_000;

export interface LabServices
  extends Pick<
    Stores,
    "bus" | "policies" | "ratings" | "comparisons" | "trainingSteps" | "lab" | "judgements" | "externalModels"
  > {
  readonly learning: Pick<LearningMonitor, "current" | "subscribe">;
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/**
 * The lab's figures, live: training steps as they are stored, and what votes say when a round closes or a version
 * comes or goes. A new viewer gets what is known at once.
 *
 * @returns a function that stops listening
 */
export async function openLab(io: Server, services: LabServices, arenaId: ArenaId): Promise<() => Promise<void>> {
  const viewers = io.of("/lab");
  const live = liveNamespace<LabEvents>(viewers, (error) =>
    services.log.error({ err: error }, "The lab could not be updated"),
  );
  const versions = live.board("versions", () => versionsBoard(services, arenaId));
  const evidence = live.board("evidence", () => evidenceBoard(services, arenaId, services.now()));
  const judge = live.board("judge", () => judgeBoard(services.judgements, arenaId));
  const externalModels = live.board("contestants", () => externalModelsBoard(services.externalModels, arenaId));
  /** What the viewers were sent; null before the first reading. */
  let steps: TrainingBoard["steps"] | null = null;
  let { state: trainer } = services.learning.current();
  const training = live.part((viewer) => {
    if (steps !== null) viewer.emit("training", { trainer, steps });
  }, learnSteps);

  async function learnSteps(): Promise<void> {
    const known = steps;
    const added = await stepsAfter(known?.at(-1)?.id ?? 0);
    const before = trainer;
    trainer = services.learning.current().state;
    steps = [...(known ?? []), ...added].slice(-STEPS_SHOWN);
    if (known !== null && added.length > 0) viewers.emit("trainingSteps", added);
    if (known === null || trainer !== before) viewers.emit("training", { trainer, steps });
  }

  async function stepsAfter(id: number): Promise<TrainingBoard["steps"]> {
    const added: TrainingBoard["steps"][number][] = [];
    for (;;) {
      const page = await services.trainingSteps.after(arenaId, added.at(-1)?.id ?? id, PAGE);
      added.push(...page.map(stepView));
      if (page.length < PAGE) return added;
    }
  }

  const stop = await services.bus.listen(
    ({ type }) => {
      switch (type) {
        case "round_closed":
        case "policy_promoted":
        case "policy_rejected":
        case "policy_rolled_back":
          for (const board of [versions, judge, evidence]) board.changed();
          return;
        case "ai_judged":
          return judge.changed();
        case "contestants":
          return externalModels.changed();
        case "training_step":
          return training.changed();
      }
    },
    () => live.changed(),
  );
  const unsubscribe = services.learning.subscribe(() => training.changed());
  return async () => {
    unsubscribe();
    await stop();
    await live.stop();
  };
}

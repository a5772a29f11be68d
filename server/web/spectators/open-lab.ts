import type { Server } from "socket.io";
import type { LabEvents, TrainingBoard } from "../../../shared/protocol/lab.ts";
import { packVersions } from "../../../shared/protocol/watch/packed-versions.ts";
import type { LearningMonitors } from "../../game/learning-monitor.ts";
import type { ArenaId, WallClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import type { TrainingAccess } from "../routes/training-routes.ts";
import { type ArenaShow, arenaViewers } from "./arena-viewers.ts";
import { stepView } from "./boards.ts";
import { externalModelsBoard, judgeBoard } from "./external-models-board.ts";
import { campsBoard, evidenceBoard, importsBoard, jobsBoard } from "./lab.ts";
import type { LabReadings } from "./lab-readings.ts";
import { liveNamespace, type Viewers } from "./live-namespace.ts";
import type { Refresher } from "./refresher.ts";

/** Training steps that a newly connected viewer is shown. */
const STEPS_SHOWN = 2_000;
const PAGE = 1_000;

export interface LabServices
  extends Pick<
    Stores,
    | "arenas"
    | "bus"
    | "policies"
    | "comparisons"
    | "trainingSteps"
    | "lab"
    | "judgements"
    | "externalModels"
    | "imports"
    | "trainingJobs"
    | "rewardModels"
  > {
  readonly learning: LearningMonitors;
  readonly versions: LabReadings["versions"];
  readonly training: Pick<TrainingAccess, "engine" | "jobs">;
  readonly now: WallClock;
  readonly log: { error(context: object, message: string): void };
}

/** An arena's lab, by what changes it. */
interface ArenaLab extends ArenaShow<LabEvents> {
  readonly votes: readonly Refresher[];
  readonly judge: Refresher;
  readonly externalModels: Refresher;
  readonly training: Refresher;
  readonly imports: Refresher;
  readonly jobs: Refresher;
  readonly camps: Refresher;
}

/**
 * Each arena's lab, live: training steps as they are stored, and what votes say when a round closes or a version comes or goes. A new viewer
 * gets what is known at once.
 *
 * @returns a function that stops listening
 */
export async function openLab(io: Server, services: LabServices): Promise<() => Promise<void>> {
  const onError = (error: unknown) => services.log.error({ err: error }, "The lab could not be updated");
  const labs = arenaViewers<LabEvents, ArenaLab>(
    io.of("/lab"),
    services.arenas,
    (viewers, arenaId) => openArenaLab(services, viewers, arenaId, onError),
    onError,
  );

  const stop = await services.bus.listen(
    ({ type, arenaId }) => {
      const lab = labs.of(arenaId);
      switch (type) {
        case "round_closed":
        case "policy_promoted":
        case "policy_rejected":
        case "policy_rolled_back":
          for (const board of lab?.votes ?? []) board.changed();
          return;
        case "ai_judged":
          return lab?.judge.changed();
        case "contestants":
          return lab?.externalModels.changed();
        case "training_job":
          return lab?.jobs.changed();
        case "training_step":
          lab?.imports.changed(); // the trainer has read what it learns from
          lab?.camps.changed();
          return lab?.training.changed();
      }
    },
    () => {
      for (const { live } of labs.shows()) live.changed();
    },
  );
  return async () => {
    await stop();
    await labs.close();
  };
}

async function openArenaLab(
  services: LabServices,
  viewers: Viewers<LabEvents>,
  arenaId: ArenaId,
  onError: (error: unknown) => void,
): Promise<ArenaLab> {
  const learning = await services.learning.of(arenaId);
  const live = liveNamespace(viewers, onError);
  const versions = live.board("versions", async () => packVersions(await services.versions.of(arenaId)));
  const evidence = live.board("evidence", () => evidenceBoard(services, arenaId, services.now()));
  const judge = live.board("judge", () => judgeBoard(services.judgements, arenaId));
  const externalModels = live.board("contestants", () => externalModelsBoard(services.externalModels, arenaId));
  const imports = live.board("imports", () => importsBoard(services.imports, arenaId));
  const jobs = live.board("jobs", () => jobsBoard(services.trainingJobs, arenaId, services.training));
  const camps = live.board("camps", () => campsBoard(services, arenaId));
  /** What the viewers were sent; null before the first reading. */
  let steps: TrainingBoard["steps"] | null = null;
  let { state: trainer } = learning.current();
  const training = live.part((viewer) => {
    if (steps !== null) viewer.emit("training", { trainer, steps });
  }, learnSteps);

  async function learnSteps(): Promise<void> {
    const known = steps;
    const added = await stepsAfter(known?.at(-1)?.id ?? 0);
    const before = trainer;
    trainer = learning.current().state;
    steps = [...(known ?? []), ...added].slice(-STEPS_SHOWN);
    if (known !== null && added.length > 0) viewers.all.emit("trainingSteps", added);
    if (known === null || trainer !== before) viewers.all.emit("training", { trainer, steps });
  }

  async function stepsAfter(id: number): Promise<TrainingBoard["steps"]> {
    const added: TrainingBoard["steps"][number][] = [];
    for (;;) {
      const page = await services.trainingSteps.after(arenaId, added.at(-1)?.id ?? id, PAGE);
      added.push(...page.map(stepView));
      if (page.length < PAGE) return added;
    }
  }

  const unsubscribe = learning.subscribe(() => training.changed());
  return {
    ...{ live, judge, externalModels, training, imports, jobs, camps },
    votes: [versions, judge, evidence, imports],
    async close() {
      unsubscribe();
      await live.stop();
      await learning.close();
    },
  };
}

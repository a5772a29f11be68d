import type { Server } from "socket.io";
import type { BoardEvents, TrainingBoard } from "../../shared/protocol/boards.ts";
import { PERIODS, playersBoard, stepView, trainerOf, versionsBoard } from "../arena/boards.ts";
import { bradleyTerry } from "../arena/bradley-terry.ts";
import type { ArenaId, BusEvent, Stores } from "../arena/ports.ts";

/** Training steps that a newly connected viewer is shown. */
const STEPS_SHOWN = 2_000;
const PAGE = 1_000;

export interface BoardServices
  extends Pick<
    Stores,
    "bus" | "leaderboard" | "policies" | "ratings" | "comparisons" | "trainingSteps" | "heartbeats"
  > {
  readonly now: () => number;
  readonly log: { error(context: object, message: string): void };
}

/**
 * The read-only boards: pushes a board to every viewer when the bus says that it may have changed, and all of them to a
 * viewer who connects. Work is queued, so boards are sent in the order in which they were read.
 *
 * @returns a function that stops listening to the bus
 */
export async function openBoards(
  io: Server<Record<string, never>, BoardEvents>,
  services: BoardServices,
  arenaId: ArenaId,
): Promise<() => Promise<void>> {
  const viewers = io.of("/boards");
  let steps: TrainingBoard["steps"] = [];
  let queue: Promise<void> = Promise.resolve();

  const enqueue = (work: () => Promise<void>) => {
    queue = queue.then(work).catch((error: unknown) => {
      services.log.error({ err: error }, "A board could not be updated");
    });
  };
  type Audience = Pick<typeof viewers, "emit">;

  async function sendPlayers(audience: Audience): Promise<void> {
    for (const period of PERIODS) {
      audience.emit("players", await playersBoard(services.leaderboard, period, services.now()));
    }
  }
  async function sendVersions(audience: Audience): Promise<void> {
    audience.emit("versions", await versionsBoard(services, arenaId));
  }
  async function sendTraining(audience: Audience): Promise<void> {
    audience.emit("training", { trainer: await trainerOf(services.heartbeats, arenaId), steps });
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
  async function rate(): Promise<void> {
    await services.ratings.save(arenaId, bradleyTerry(await services.comparisons.betweenVersions(arenaId)).ratings);
  }

  async function react(event: BusEvent): Promise<void> {
    switch (event.type) {
      case "round_closed":
        await rate();
        await sendVersions(viewers);
        return sendPlayers(viewers);
      case "policy_promoted":
      case "policy_rejected":
      case "policy_rolled_back":
        return sendVersions(viewers);
      case "training_step": {
        const added = await readSteps();
        if (added.length > 0) viewers.emit("trainingSteps", added);
        return;
      }
      case "trainer_state":
        return sendTraining(viewers);
    }
  }
  async function catchUp(audience: Audience): Promise<void> {
    await readSteps();
    await sendPlayers(audience);
    await sendVersions(audience);
    await sendTraining(audience);
  }

  viewers.on("connection", (viewer) => enqueue(() => catchUp(viewer)));
  const stop = await services.bus.listen(
    (event) => enqueue(() => react(event)),
    () => enqueue(() => catchUp(viewers)),
  );
  return async () => {
    await stop();
    await queue;
  };
}

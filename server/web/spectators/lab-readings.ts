import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { AnswersOfVersions, VersionContest } from "../../../shared/protocol/lab.ts";
import type { ArenaId, MonotonicClock } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { versionsBoard } from "./boards.ts";
import { contestBetween } from "./lab.ts";
import { type SharedReading, sharedReading } from "./shared-reading.ts";

/** What the pages of all viewers ask of an arena, read once for all of them after each change. */
export interface LabReadings {
  /** Every version. */
  readonly versions: SharedReading<readonly [ArenaId], VersionsBoard>;
  readonly answers: SharedReading<readonly [ArenaId, readonly number[]], AnswersOfVersions>;
  readonly contest: SharedReading<readonly [ArenaId, number, number], VersionContest>;
  close(): Promise<void>;
}

type Sources = Pick<Stores, "bus" | "policies" | "ratings" | "comparisons" | "externalModels" | "showcase">;

/** Listens to what may change them before anybody else does, so that whoever reads after an event reads what is new. */
export async function openLabReadings(stores: Sources, now: MonotonicClock): Promise<LabReadings> {
  const readings = {
    versions: sharedReading((arenaId: ArenaId) => versionsBoard(stores, arenaId), now),
    answers: sharedReading(
      (arenaId: ArenaId, versions: readonly number[]) => answersOf(stores, arenaId, versions),
      now,
    ),
    contest: sharedReading((arenaId: ArenaId, a: number, b: number) => contestBetween(stores, arenaId, a, b), now),
  };
  const { versions, answers, contest } = readings;
  const close = await stores.bus.listen(
    ({ arenaId }) => {
      for (const reading of [versions, answers, contest]) reading.changed(arenaId);
    },
    () => {
      for (const reading of [versions, answers, contest]) reading.changed();
    },
  );
  return { ...readings, close };
}

async function answersOf(
  { showcase }: Pick<Stores, "showcase">,
  arenaId: ArenaId,
  versions: readonly number[],
): Promise<AnswersOfVersions> {
  const prompts = new Map<string, { version: number; text: string }[]>();
  for (const { prompt, ...answer } of await showcase.of(arenaId, versions)) {
    prompts.set(prompt, [...(prompts.get(prompt) ?? []), answer]);
  }
  return { prompts: [...prompts].map(([prompt, answers]) => ({ prompt, answers })) };
}

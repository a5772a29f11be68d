import { CAMP_FIGURES, type CampsBoard } from "../../../shared/protocol/training/camps.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { RewardModels } from "../../ports/models.ts";
import type { LabRecords } from "../../ports/results.ts";

interface Sources {
  readonly rewardModels: Pick<RewardModels, "newest">;
  readonly lab: Pick<LabRecords, "shownPair">;
}

/** What the newest fit of the reward model tells of the crowd's camps: how large they are, and a pair on which they differ. */
export async function campsBoard({ rewardModels, lab }: Sources, arenaId: ArenaId): Promise<CampsBoard> {
  const metrics = (await rewardModels.newest(arenaId))?.metrics ?? {};
  const first = metrics[CAMP_FIGURES.first];
  const second = metrics[CAMP_FIGURES.second];
  if (first === undefined || second === undefined) return { camps: null };
  const id = metrics[CAMP_FIGURES.example];
  const pair = id === undefined ? null : await lab.shownPair(arenaId, id);
  if (pair === null) return { camps: { sizes: [first, second], example: null } };
  const { prompt, a, b } = pair;
  const answers = metrics[CAMP_FIGURES.firstPrefersA] === 1 ? ([a, b] as const) : ([b, a] as const);
  return { camps: { sizes: [first, second], example: { prompt, answers } } };
}

import { seeded } from "../../../shared/random/seeded.ts";
import type { FeatureGroup } from "../../reward/features/feature-group.ts";
import { applyFeatureScale, featureGroups, fitFeatureScale } from "../../reward/reward-features.ts";
import { openLearner } from "../../trainer/learner.ts";
import type { Answer } from "../../world/tastes/taste.ts";
import type { OpenedArena } from "../simulate/simulated-arena.ts";

/** Answers that a best one is picked from. */
export const PICKED_FROM = 16;
const TRAINED_PROMPTS = 136;
const TRAINED_ANSWERS = 8;
/** Of all held-out prompts together, about. */
const HELD_OUT_ANSWERS = 1_536;

/** Answers of the starting model with their scaled features, those to one prompt in a row. */
export interface DrawnAnswers {
  readonly answers: readonly Answer[];
  readonly features: readonly Float32Array[];
  readonly perPrompt: number;
}

/** What features are tried on: votes are cast on the first, and what is learnt from them is measured on the second. */
export interface Drawn {
  readonly voted: DrawnAnswers;
  readonly heldOut: DrawnAnswers;
  readonly groups: readonly FeatureGroup[];
}

/** Draws and reads all answers once, since that takes far longer than learning from them. */
export async function drawAnswers({ arena, learner: options }: OpenedArena, seed: number): Promise<Drawn> {
  const learner = await openLearner({ ...options, seed });
  const { tokenizer, start } = options;
  const groups = featureGroups(start.config.hiddenSize);
  const random = seeded(seed * 4_242);
  const asked = [...new Set(arena.questions)];
  const perHeldOut = PICKED_FROM * Math.max(1, Math.floor(HELD_OUT_ANSWERS / PICKED_FROM / asked.length));
  const answersTo = async (prompts: readonly string[], perPrompt: number) => {
    const texts = prompts.flatMap((prompt) => Array.from({ length: perPrompt }, () => prompt));
    const generated = await learner.sample(texts, random);
    const readings = await learner.reference.read(generated);
    return {
      answers: generated.map(({ response }, i) => ({ prompt: texts[i]!, response: tokenizer.decode(response) })),
      raw: readings.map(({ features }) => features),
      perPrompt,
    };
  };
  try {
    const played = arena.played.slice(0, TRAINED_PROMPTS).map(({ text }) => text);
    const voted = await answersTo(played, TRAINED_ANSWERS);
    const heldOut = await answersTo(asked, perHeldOut);
    const scale = fitFeatureScale(voted.raw, groups);
    const scaled = ({ raw, ...drawn }: typeof voted): DrawnAnswers => ({
      ...drawn,
      features: raw.map((one) => applyFeatureScale(scale, one)),
    });
    return { groups, voted: scaled(voted), heldOut: scaled(heldOut) };
  } finally {
    await learner.dispose();
  }
}

/** The same answers, of whose features only some groups are read. */
export function onlyGroups({ groups, voted, heldOut }: Drawn, isRead: (group: FeatureGroup) => boolean): Drawn {
  const columns: number[] = [];
  let from = 0;
  for (const group of groups) {
    if (isRead(group)) for (let i = 0; i < group.size; i++) columns.push(from + i);
    from += group.size;
  }
  const cut = (drawn: DrawnAnswers): DrawnAnswers => ({
    ...drawn,
    features: drawn.features.map((x) => Float32Array.from(columns, (column) => x[column]!)),
  });
  return { groups: groups.filter(isRead), voted: cut(voted), heldOut: cut(heldOut) };
}

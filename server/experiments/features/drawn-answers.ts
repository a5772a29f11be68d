import { seeded } from "../../../shared/random/seeded.ts";
import type { Generated } from "../../ml/model/generator.ts";
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

/** Answers of the starting model with their scaled features and the states of their tokens, `[tokens, stateSize]`, those to one prompt in a row. */
export interface DrawnAnswers {
  readonly answers: readonly Answer[];
  readonly features: readonly Float32Array[];
  readonly states: readonly Float32Array[];
  readonly perPrompt: number;
}

/** What features are tried on: votes are cast on the first, and what is learnt from them is measured on the second. */
export interface Drawn {
  readonly voted: DrawnAnswers;
  readonly heldOut: DrawnAnswers;
  readonly groups: readonly FeatureGroup[];
  readonly stateSize: number;
}

/** States that know order, a mean of the answer's last states each: of the first and last third, by their place, and from one token to the next. */
const ORDERED = ["first third", "last third", "place times state", "steps between states"] as const;

function orderedStates({ response, states }: Generated, hiddenSize: number): Float32Array {
  const means = new Float32Array(ORDERED.length * hiddenSize);
  const count = response.length;
  const third = Math.max(1, Math.floor(count / 3));
  const add = (group: number, token: number, times: number) => {
    for (let i = 0; i < hiddenSize; i++) means[group * hiddenSize + i]! += times * states[token * hiddenSize + i]!;
  };
  for (let token = 0; token < count; token++) {
    if (token < third) add(0, token, 1 / third);
    if (token >= count - third) add(1, token, 1 / third);
    add(2, token, ((token + 0.5) / count - 0.5) / count);
    if (token > 0)
      for (let i = 0; i < hiddenSize; i++)
        means[3 * hiddenSize + i]! +=
          Math.abs(states[token * hiddenSize + i]! - states[(token - 1) * hiddenSize + i]!) / count;
  }
  return means;
}

/** Draws and reads all answers once, since that takes far longer than learning from them; `ordered` has features of states that know order as well. */
export async function drawAnswers(
  { arena, learner: options }: OpenedArena,
  seed: number,
): Promise<Drawn & { readonly ordered: Drawn }> {
  const learner = await openLearner({ ...options, seed });
  const { tokenizer, start } = options;
  const { hiddenSize } = start.config;
  const groups = featureGroups(hiddenSize);
  const random = seeded(seed * 4_242);
  const asked = [...new Set(arena.questions)];
  const perHeldOut = PICKED_FROM * Math.max(1, Math.floor(HELD_OUT_ANSWERS / PICKED_FROM / asked.length));
  const answersTo = async (prompts: readonly string[], perPrompt: number) => {
    const texts = prompts.flatMap((prompt) => Array.from({ length: perPrompt }, () => prompt));
    const generated = await learner.sample(texts, random);
    const readings = await learner.reference.read(generated);
    return {
      answers: generated.map(({ response }, i) => ({ prompt: texts[i]!, response: tokenizer.decode(response) })),
      states: generated.map(({ states }) => states),
      raw: readings.map(({ features }) => features),
      ordered: readings.map(({ features }, i) =>
        Float32Array.of(...features, ...orderedStates(generated[i]!, hiddenSize)),
      ),
      perPrompt,
    };
  };
  try {
    const played = arena.played.slice(0, TRAINED_PROMPTS).map(({ text }) => text);
    const voted = await answersTo(played, TRAINED_ANSWERS);
    const heldOut = await answersTo(asked, perHeldOut);
    const asDrawn = (groups: readonly FeatureGroup[], read: "raw" | "ordered"): Drawn => {
      const scale = fitFeatureScale(voted[read], groups);
      const scaled = ({ answers, states, perPrompt, [read]: features }: typeof voted): DrawnAnswers => ({
        ...{ answers, states, perPrompt },
        features: features.map((one) => applyFeatureScale(scale, one)),
      });
      return { groups, stateSize: hiddenSize, voted: scaled(voted), heldOut: scaled(heldOut) };
    };
    const further = ORDERED.map((name) => ({ name, size: hiddenSize }));
    return { ...asDrawn(groups, "raw"), ordered: asDrawn([...groups, ...further], "ordered") };
  } finally {
    await learner.dispose();
  }
}

/** The same answers, of whose features only some groups are read. */
export function onlyGroups(
  { groups, stateSize, voted, heldOut }: Drawn,
  isRead: (group: FeatureGroup) => boolean,
): Drawn {
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
  return { groups: groups.filter(isRead), stateSize, voted: cut(voted), heldOut: cut(heldOut) };
}

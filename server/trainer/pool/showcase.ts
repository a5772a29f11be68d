import { seeded } from "../../../shared/random/seeded.ts";
import type { ArenaId } from "../../ports/arena.ts";
import type { Stores } from "../../ports/stores.ts";
import { traitMetrics } from "../../stats/trait-changes.ts";
import { answerTraits } from "../../world/answer-traits.ts";
import type { Schedule } from "../schedule.ts";
import type { PoolPrompt } from "./answer-pool.ts";
import { drawShowable, isPicking, type PickLine, pickFor } from "./picked-answers.ts";

/** Every version draws with the same random numbers. */
const SEED = 7;
/** Answers drawn to each prompt, at most: one is shown, and all of them tell how a version's answers differ from another's. */
const DRAWS = 12;

/** What the showcase needs of a training line. */
export interface ShowcaseLine extends PickLine {
  readonly arenaId: ArenaId;
  readonly stores: Pick<Stores, "showcase">;
  readonly enter: () => Promise<void>;
  readonly showcasePrompts: readonly PoolPrompt[];
  readonly schedule: Pick<Schedule, "picking" | "poolPrompts" | "perPrompt">;
}

/** A version's answers for show, drawn before it has a number. */
export interface DrawnShowcase {
  /** What its answers are like, for its record. */
  readonly metrics: Readonly<Record<string, number>>;
  store(version: number): Promise<void>;
}

/** Draws the answers of the learner's present policy; unsafe ones are left out, and the one that is picked comes first. */
export async function drawShowcase(line: ShowcaseLine): Promise<DrawnShowcase> {
  const { arenaId, stores, schedule, showcasePrompts } = line;
  /** Half as many as a pool's at most, which is one batch of the generator: a batch costs the same whether it is full or not. */
  const rows = (schedule.poolPrompts * schedule.perPrompt) >> 1;
  const draws = Math.max(1, Math.min(DRAWS, Math.floor(rows / showcasePrompts.length)));
  await line.enter();
  const texts = showcasePrompts.map(({ text }) => text);
  const groups = await drawShowable(line, texts, draws, seeded(SEED));
  const picks = isPicking(line) ? await pickFor(line, groups) : [];
  const answers = showcasePrompts.flatMap((prompt, i) => {
    const [pick] = picks[i] ?? [];
    const others = groups[i]!.filter(({ generated }) => generated !== pick?.generated);
    return [...(pick === undefined ? [] : [pick]), ...others].map(({ text, generated, ended }) => ({
      ...{ prompt, text, tokens: generated.response, ended },
    }));
  });
  const traits = answerTraits(answers.map(({ prompt, text }) => ({ prompt: prompt.text, text })));
  return {
    metrics: traitMetrics(answers.map(({ prompt }, i) => ({ prompt: prompt.id, traits: traits[i]! }))),
    store: (version) => stores.showcase.add(arenaId, version, answers),
  };
}

/**
 * Keeps each version's answers to the same few prompts, which are shown side by side. The gate stores them before it promotes a version,
 * so that whoever hears of one finds its answers; this is for versions from before it did.
 *
 * @returns a function that stores those of the learner's present version, unless they are stored already
 */
export function showcase(line: ShowcaseLine): (version: number) => Promise<void> {
  const { arenaId, stores } = line;
  let stored: number | null = null;
  return async (version) => {
    if (stored === version) return;
    if (!(await stores.showcase.has(arenaId, version))) await (await drawShowcase(line)).store(version);
    stored = version;
  };
}

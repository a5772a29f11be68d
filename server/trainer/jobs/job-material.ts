import type { Comparison } from "../../ports/learning.ts";
import type { JobMaterial } from "../../ports/training-engine.ts";
import type { TrainingLine } from "../training-line.ts";

const PAGE = 500;

/**
 * What a job of an arena is trained from: its starting model, the prompts that may be trained on, and the comparisons that its own training would
 * learn from, by the verdicts that count. Who gave them stays here.
 */
export function jobMaterial(
  {
    arenaId,
    folders,
    learnerComparison,
    prompts,
    stores,
  }: Pick<TrainingLine, "arenaId" | "folders" | "learnerComparison" | "prompts" | "stores">,
  comparisonTo: number,
): JobMaterial {
  async function* comparisons(): AsyncGenerator<Comparison> {
    for (let seen = 0; ; ) {
      const page = await stores.comparisons.after(arenaId, seen, PAGE);
      for (const one of page) {
        if (one.id > comparisonTo) return;
        const learnt = one.kind === "finale" ? null : learnerComparison(one);
        if (learnt !== null) yield { ...one, label: learnt.label, bothBad: learnt.bothBad, ballots: [] };
      }
      const last = page.at(-1);
      if (last === undefined) return;
      seen = last.id;
    }
  }
  return {
    base: folders.startFolder,
    adapter: folders.adapter,
    prompts: prompts.map(({ text }) => text),
    comparisons,
  };
}

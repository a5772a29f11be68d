import { type PrincipleFigure, type PrincipleName, principleMetric } from "../../shared/protocol/principles.ts";
import type { TrainingSettings } from "../../shared/protocol/training-settings.ts";
import { judgeOf, principlesNamed } from "../external/constitution/arena-constitution.ts";
import { decide } from "../external/constitution/decide.ts";
import type { Judge } from "../external/judges/judge.ts";
import { tasteJudge } from "../external/judges/taste-judge.ts";
import type { ArenaId } from "../ports/arena.ts";
import type { Stores } from "../ports/stores.ts";
import { describeAnswer } from "../world/describe-answer.ts";
import { knownPrinciples } from "../world/principles/known-principles.ts";
import type { AnswerPool } from "./pool/answer-pool.ts";
import type { LineStanding } from "./training-line.ts";

/** What the figures need of a training line. */
export interface FiguresLine {
  readonly arenaId: ArenaId;
  readonly stores: Pick<Stores, "comparisons" | "judgements" | "trainingSteps">;
  readonly decode: (tokens: readonly number[]) => string;
}

/** What one judge has been seen to do, by principle. */
interface Tally {
  readonly judge: string;
  readonly names: readonly PrincipleName[];
  readonly counts: readonly Record<"decided" | "people" | "agreed", number>[];
  /** Ids of the last AI label and of the last comparison of people that were read. */
  labels: number;
  comparisons: number;
}

const PAGE = 500;

/**
 * Tells, as metrics of a `gate` step, what each principle of an arena's constitution does. Those in somebody's own words are left out
 * (asking the endpoint again would cost), so pairs count as decided only where all principles are the world's.
 *
 * @returns a function to be called after each cycle; it does nothing where no constitution judges
 */
export function principleFigures({ arenaId, stores, decode }: FiguresLine) {
  let tally: Tally | null = null;

  return async (choices: Pick<TrainingSettings, "judge" | "constitution">, standing: LineStanding): Promise<void> => {
    const judge = judgeOf(choices);
    const principles = judge === null ? null : principlesNamed(judge);
    if (judge === null || principles === null) return;
    const names = principles.flatMap(({ known }) => known ?? []);
    if (names.length === 0) return;
    if (tally?.judge !== judge)
      tally = {
        judge,
        names,
        counts: names.map(() => ({ decided: 0, people: 0, agreed: 0 })),
        labels: 0,
        comparisons: 0,
      };
    if (names.length === principles.length) await readLabels(tally);
    await readComparisons(tally);
    const metrics: Record<string, number> = {};
    for (const [i, name] of names.entries()) {
      const share = (pool: AnswerPool) => obeyingShare(name, pool);
      const figures = { ...tally.counts[i]!, start: share(standing.startAnswers), now: share(standing.currentAnswers) };
      for (const [figure, value] of Object.entries(figures))
        metrics[principleMetric(name, figure as PrincipleFigure)] = value;
    }
    await stores.trainingSteps.add(arenaId, [{ kind: "gate", policyVersion: standing.current.version, metrics }]);
  };

  /** A rule decides a pair the same way each time: who decided need not be stored. */
  async function readLabels(tally: Tally): Promise<void> {
    const judges = judgesOf(tally);
    for (;;) {
      const page = await stores.judgements.after(arenaId, tally.judge, tally.labels, PAGE);
      if (page.length === 0) return;
      const texts = page.map(({ prompt, a, b }) => ({ prompt, a: decode(a), b: decode(b) }));
      for (const { principle } of await decide(texts, judges))
        if (principle !== null) tally.counts[principle]!.decided++;
      tally.labels = page.at(-1)!.id;
    }
  }

  async function readComparisons(tally: Tally): Promise<void> {
    const judges = judgesOf(tally);
    for (;;) {
      const page = await stores.comparisons.after(arenaId, tally.comparisons, PAGE);
      if (page.length === 0) return;
      const preferred = page.filter(({ label }) => label !== 0.5);
      const texts = preferred.map(({ prompt, a, b }) => ({ prompt, a: a.text, b: b.text }));
      for (const [i, judge] of judges.entries())
        for (const [j, { share }] of (await judge.compare(texts)).entries()) {
          if (share === 0.5) continue;
          tally.counts[i]!.people++;
          tally.counts[i]!.agreed += Number(share > 0.5 === preferred[j]!.label > 0.5);
        }
      tally.comparisons = page.at(-1)!.id;
    }
  }
}

const judgesOf = ({ names }: Tally): Judge[] => names.map((name) => tasteJudge(name, knownPrinciples[name].score));

function obeyingShare(name: PrincipleName, { prompts, perPrompt, texts }: AnswerPool): number {
  const { obeys } = knownPrinciples[name];
  const obeying = texts.filter((text, i) => obeys(describeAnswer(prompts[Math.floor(i / perPrompt)]!.text, text)));
  return obeying.length / texts.length;
}

import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import {
  PRINCIPLE_FIGURES,
  PRINCIPLES,
  type PrincipleFigure,
  type PrincipleName,
  principleMetric,
} from "../../../shared/protocol/principles.ts";

/** What one principle of an arena's constitution did. */
export interface PrincipleRow extends Readonly<Record<Exclude<PrincipleFigure, "agreed">, number>> {
  readonly name: PrincipleName;
  /** How often people preferred the same answer, 0-1; null where they never both preferred one. */
  readonly agreement: number | null;
}

/** By the newest step that tells of principles, which follows its cycle's gate; empty where no constitution judges any more. */
export function principleRows(steps: TrainingBoard["steps"]): readonly PrincipleRow[] {
  const known = (metrics: Readonly<Record<string, number>>) =>
    PRINCIPLES.filter((name) =>
      PRINCIPLE_FIGURES.every((figure) => metrics[principleMetric(name, figure)] !== undefined),
    );
  const at = steps.findLastIndex(({ metrics }) => known(metrics).length > 0);
  const cyclesSince = steps.slice(at + 1).filter(({ kind }) => kind === "gate").length;
  if (at < 0 || cyclesSince > 1) return [];
  const { metrics } = steps[at]!;
  return known(metrics).map((name) => {
    const figure = (which: PrincipleFigure) => metrics[principleMetric(name, which)]!;
    const people = figure("people");
    return {
      ...{ name, people, decided: figure("decided"), start: figure("start"), now: figure("now") },
      agreement: people === 0 ? null : figure("agreed") / people,
    };
  });
}

import { seeded } from "../../../shared/random/seeded.ts";
import { wilson } from "../../../shared/round/votes/share-interval.ts";
import type { WrittenPrinciple } from "../../external/constitution/constitution.ts";
import { describeAnswer } from "../../world/describe-answer.ts";
import { knownPrinciples } from "../../world/principles/known-principles.ts";
import { type MeanWithInterval, type Run, runInterval } from "../figures.ts";
import { formatTable, percent } from "../terminal/table.ts";
import type { Behaviour, PeopleAgreement } from "./measure-principles.ts";
import type { ConstitutionRun } from "./run-constitution.ts";

/** What one principle did. Shares 0-1; intervals 95%. */
export interface PrincipleReport {
  readonly principle: string;
  /** Revisions tried, revisions that came back whole and safe, and the share of these that obey the principle (null where nobody can tell). */
  readonly revisions: { readonly tried: number; readonly usable: number; readonly obeying: number | null };
  /** Pairs that it decided. */
  readonly decided: number;
  /** How often its judge and people agree, on the arena's pairs that both decided; null without any. */
  readonly humans: {
    readonly agreed: number;
    readonly pairs: number;
    readonly low: number;
    readonly high: number;
  } | null;
  /** Share of held-out answers that obey it; null for one that the world can't judge. */
  readonly obeys: Readonly<Record<Stage | "change", MeanWithInterval>> | null;
  /** The same by a plain reader, who had no part in what was learnt. */
  readonly plainly: Readonly<Record<"start" | "trained" | "change", MeanWithInterval>> | null;
  /** How often its judge prefers held-out answers to the start's. */
  readonly wins: Readonly<Record<Exclude<Stage, "start">, MeanWithInterval>>;
}

type Stage = keyof ConstitutionRun["behaviour"];

export function constitutionReport(
  principles: readonly WrittenPrinciple[],
  runs: readonly ConstitutionRun[],
  agreements: readonly (PeopleAgreement | null)[],
): readonly PrincipleReport[] {
  return principles.map(({ text, known }, i): PrincipleReport => {
    const tried = runs.flatMap(({ revised }) =>
      revised.flatMap(({ prompt, steps }) =>
        steps.filter(({ principle }) => principle === i).map(({ revision }) => ({ prompt, revision })),
      ),
    );
    const usable = tried.flatMap(({ prompt, revision }) => (revision === null ? [] : [{ prompt, revision }]));
    const obeying = usable.filter(
      ({ prompt, revision }) => known !== null && knownPrinciples[known].obeys(describeAnswer(prompt, revision)),
    ).length;
    const over = (values: (behaviour: Behaviour) => Run, stage: Stage) =>
      interval(runs.map((run) => values(run.behaviour[stage][i]!)));
    const obeys = (behaviour: Behaviour) => behaviour.obeys!;
    const wins = (behaviour: Behaviour) => behaviour.wins;
    const plainly = (behaviour: Behaviour) => behaviour.plainly!;
    const changeOf = (values: (behaviour: Behaviour) => Run) =>
      interval(
        runs.map(({ behaviour: { start, trained } }) =>
          values(trained[i]!).map((value, prompt) => value - values(start[i]!)[prompt]!),
        ),
      );
    const agreement = agreements[i] ?? null;
    return {
      principle: text,
      revisions: {
        tried: tried.length,
        usable: usable.length,
        obeying: known === null || usable.length === 0 ? null : obeying / usable.length,
      },
      decided: runs.reduce((sum, { decided }) => sum + decided.filter(({ principle }) => principle === i).length, 0),
      humans:
        agreement === null || agreement.pairs === 0
          ? null
          : { ...agreement, ...wilson(agreement.agreed / agreement.pairs, agreement.pairs) },
      obeys:
        known === null
          ? null
          : {
              start: over(obeys, "start"),
              revised: over(obeys, "revised"),
              trained: over(obeys, "trained"),
              change: changeOf(obeys),
            },
      plainly:
        known === null
          ? null
          : { start: over(plainly, "start"), trained: over(plainly, "trained"), change: changeOf(plainly) },
      wins: { revised: over(wins, "revised"), trained: over(wins, "trained") },
    };
  });
}

const interval = (runs: readonly Run[]): MeanWithInterval => runInterval([runs], seeded(1));

const range = ({ mean, low, high }: MeanWithInterval) => `${percent(mean)} [${percent(low)}, ${percent(high)}]`;

export function reportTable(report: readonly PrincipleReport[]): string {
  const head = [
    "principle",
    "decided",
    "revisions obey",
    "start",
    "revised",
    "trained",
    "change",
    "plain reader",
    "judge prefers",
    "people agree",
  ];
  const all = report.reduce((sum, { decided }) => sum + decided, 0);
  return formatTable(
    head,
    report.map(({ principle, revisions, decided, humans, obeys, plainly, wins }) => [
      principle,
      `${decided} (${percent(decided / Math.max(1, all))})`,
      revisions.obeying === null ? "-" : percent(revisions.obeying),
      obeys === null ? "-" : percent(obeys.start.mean),
      obeys === null ? "-" : percent(obeys.revised.mean),
      obeys === null ? "-" : percent(obeys.trained.mean),
      obeys === null ? "-" : range(obeys.change),
      plainly === null
        ? "-"
        : `${percent(plainly.start.mean)} to ${percent(plainly.trained.mean)}, ${range(plainly.change)}`,
      range(wins.trained),
      humans === null
        ? "-"
        : `${range({ mean: humans.agreed / humans.pairs, low: humans.low, high: humans.high })} of ${humans.pairs}`,
    ]),
  ).trimEnd();
}

import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import {
  PRINCIPLE_FIGURES,
  PRINCIPLES,
  type PrincipleFigure,
  type PrincipleName,
  principleMetric,
} from "../../../shared/protocol/principles.ts";
import { t } from "../../i18n/t.ts";
import { dataTable, type TableColumn, tableText } from "../../ui/data-table.ts";
import { element } from "../../ui/element.ts";
import { decimals, percent } from "../../ui/numbers.ts";

const COLUMNS: readonly TableColumn<PrincipleRow>[] = [
  { heading: t("lab.constitution.principle"), kind: "name", cell: ({ name }) => t(`principle.${name}`) },
  { heading: t("lab.constitution.decided"), kind: "number", cell: ({ decided }) => decimals(decided, 0) },
  { heading: t("lab.constitution.agreement"), kind: "number", cell: agreementText },
  { heading: t("lab.constitution.start"), kind: "number", cell: ({ start }) => percent(start) },
  { heading: t("lab.constitution.now"), kind: "number", cell: ({ now }) => percent(now) },
];

/**
 * What each principle of the constitution decided, how often people agreed, and how many answers obey it. Hidden without a
 * constitution.
 */
export function constitutionCard(): { root: HTMLElement; update(steps: TrainingBoard["steps"]): void } {
  const heading = t("lab.section.constitution");
  const table = element("div");
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: heading }),
    element("p", { class: "hint", text: t("lab.section.constitutionHint") }),
    table,
  );
  root.hidden = true;
  return {
    root,
    update(steps) {
      const rows = principleRows(steps);
      root.hidden = rows.length === 0;
      table.replaceChildren(dataTable(tableText(COLUMNS, rows), heading));
    },
  };
}

function agreementText({ agreement, people }: PrincipleRow): string {
  if (agreement === null) return "–";
  return t("lab.constitution.agreed", { share: percent(agreement), pairs: decimals(people, 0) });
}

/** What one principle of an arena's constitution did. */
interface PrincipleRow extends Readonly<Record<Exclude<PrincipleFigure, "agreed">, number>> {
  readonly name: PrincipleName;
  /** How often people preferred the same answer, 0-1; null where they never both preferred one. */
  readonly agreement: number | null;
}

/** Of the newest `gate` step with figures of principles. Empty where a later cycle had none, since no constitution judges any more. */
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

import { type Counts, type LeftOutReason, totalOf, type UnreadReason } from "../../../shared/protocol/imports.ts";
import type { ImportsBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals } from "../../ui/numbers.ts";

type Import = ImportsBoard["imports"][number];

/** Files of comparisons that were imported: how many the model learns from, and why not from the others. Hidden where there are none. */
export function importsCard(): { root: HTMLElement; update(board: ImportsBoard): void } {
  const list = element("div", { class: "lab-imports" });
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t("lab.section.imports") }),
    element("p", { class: "hint", text: t("lab.section.importsHint") }),
    list,
  );
  root.hidden = true;
  return {
    root,
    update({ imports }) {
      root.hidden = imports.length === 0;
      list.replaceChildren(
        ...imports.map((one) =>
          element(
            "section",
            {},
            element("h3", {}, element("bdi", { text: one.file })),
            ...importLines(one).map((text) => element("p", { text })),
          ),
        ),
      );
    },
  };
}

/** What became of a file, in sentences. */
export function importLines({ rows, comparisons, leftOut, learnt }: Import): readonly string[] {
  const count = (value: number) => decimals(value, 0);
  const without = totalOf(leftOut);
  const stored = t("lab.import.stored", { comparisons: count(comparisons), rows: count(rows) });
  const lines = [without === 0 ? stored : `${stored} ${t("lab.import.leftOut", { reasons: reasonsIn(leftOut) })}`];
  if (learnt === null) return [...lines, t("lab.import.waiting")];
  const known = t("lab.import.learnt", { learnt: count(learnt.comparisons), comparisons: count(comparisons) });
  const unread = totalOf(learnt.unread);
  return [...lines, unread === 0 ? known : `${known} ${t("lab.import.unread", { reasons: reasonsIn(learnt.unread) })}`];
}

/** "2,100: the question is too long; 86: ...", the most frequent first. */
function reasonsIn(counts: Counts<LeftOutReason | UnreadReason>): string {
  const entries = Object.entries(counts) as [LeftOutReason | UnreadReason, number][];
  return entries
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) =>
      t("lab.import.reason", { count: decimals(count, 0), reason: t(`lab.import.why.${reason}`) }),
    )
    .join("; ");
}

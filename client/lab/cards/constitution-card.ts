import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { principleRows } from "./principle-rows.ts";

const COLUMNS = ["principle", "decided", "agreement", "start", "now"] as const;

/** Which principle of the constitution decided what, how often people agreed, and what became of the answers. Hidden without one. */
export function constitutionCard(): { root: HTMLElement; update(steps: TrainingBoard["steps"]): void } {
  const heads = COLUMNS.map((name) =>
    element("th", { text: t(`lab.constitution.${name}`), attributes: { scope: "col" } }),
  );
  const body = element("tbody", {});
  const table = element("table", { class: "lab-facts" }, element("thead", {}, element("tr", {}, ...heads)), body);
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t("lab.section.constitution") }),
    element("p", { class: "hint", text: t("lab.section.constitutionHint") }),
    element("div", { class: "table-scroll" }, table),
  );
  root.hidden = true;
  return {
    root,
    update(steps) {
      const rows = principleRows(steps);
      root.hidden = rows.length === 0;
      body.replaceChildren(
        ...rows.map(({ name, decided, agreement, people, start, now }) =>
          element(
            "tr",
            {},
            element("th", { text: t(`principle.${name}`), attributes: { scope: "row" } }),
            element("td", { text: decimals(decided, 0) }),
            element("td", {
              text:
                agreement === null
                  ? "–"
                  : t("lab.constitution.agreed", { share: percent(agreement), pairs: decimals(people, 0) }),
            }),
            element("td", { text: percent(start) }),
            element("td", { text: percent(now) }),
          ),
        ),
      );
    },
  };
}

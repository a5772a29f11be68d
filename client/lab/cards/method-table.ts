import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { methodRows } from "./method-rows.ts";

const COLUMNS = ["promoted", "rejected", "gain", "rewardGain", "kl"] as const;

/** What each method has made of the model so far. Hidden until one has. */
export function methodTable(): { root: HTMLElement; update(board: VersionsBoard): void } {
  const body = element("tbody");
  const head = [t("learn.method"), ...COLUMNS.map((column) => t(`lab.method.${column}`))];
  const root = element(
    "table",
    { class: "lab-methods" },
    element(
      "thead",
      {},
      element("tr", {}, ...head.map((text) => element("th", { text, attributes: { scope: "col" } }))),
    ),
    body,
  );
  root.hidden = true;
  return {
    root,
    update(board) {
      const rows = methodRows(board);
      root.hidden = rows.length === 0;
      body.replaceChildren(
        ...rows.map((row) =>
          element(
            "tr",
            {},
            element("th", { text: t(`learn.method.${row.method}`), attributes: { scope: "row" } }),
            ...COLUMNS.map((column) => element("td", { text: String(row[column] ?? "–") })),
          ),
        ),
      );
    },
  };
}

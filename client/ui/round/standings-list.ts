import { t } from "../../i18n/t.ts";
import { avatarImage } from "../avatar-image.ts";
import { element } from "../element.ts";
import type { Standing } from "./standings.ts";

/** Ranks as an ordered list; redrawn only when something in it changed. */
export function standingsList(): { root: HTMLElement; update(rows: readonly Standing[]): void } {
  const root = element("ol", { class: "standings", attributes: { "aria-label": t("standings.heading") } });
  let drawn = "";
  return {
    root,
    update(rows) {
      const key = JSON.stringify(rows);
      if (key === drawn) return;
      drawn = key;
      root.replaceChildren(...rows.map(rowOf));
    },
  };
}

function rowOf(row: Standing): HTMLElement {
  const name = element("span", { class: "standing-name", text: row.nickname });
  return element(
    "li",
    { class: `standing${row.mine ? " mine" : ""}${row.connected ? "" : " away"}` },
    element("span", { class: "standing-rank", text: String(row.rank) }),
    avatarImage(row.avatar),
    name,
    row.mine ? element("span", { class: "pill", text: t("standings.you") }) : null,
    row.connected ? null : element("span", { class: "pill", text: t("standings.away") }),
    row.streak > 1
      ? element("span", { class: "pill streak", text: t("standings.streak", { streak: row.streak }) })
      : null,
    element("span", { class: "standing-score", text: String(row.score) }),
  );
}

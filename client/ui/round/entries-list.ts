import type { EntryView, RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";

/** What was written in a round and how it fared against the model, best first; hidden while there is nothing. */
export function entriesList(limit: number): { readonly root: HTMLElement; update(view: RoomView): void } {
  const list = element("ol", { class: "entries" });
  const root = element(
    "section",
    { class: "panel entries-panel", attributes: { "aria-live": "polite" } },
    element("h2", { text: t("bot.results") }),
    list,
  );
  root.hidden = true;
  let drawn = "";
  return {
    root,
    update({ entries }) {
      const key = JSON.stringify(entries);
      if (key === drawn) return;
      drawn = key;
      root.hidden = entries.length === 0;
      list.replaceChildren(...entries.slice(0, limit).map(rowOf));
    },
  };
}

function rowOf({ text, writer, version, share, votes, won }: EntryView): HTMLElement {
  const fared = votes === 0 ? t("bot.unjudged") : t("bot.fared", { share: Math.round(share * 100), votes });
  return element(
    "li",
    { class: `entry${version < 0 ? " by-player" : ""}` },
    element(
      "p",
      { class: "author-head" },
      element("strong", { text: authorName(writer, version) }),
      won ? element("span", { class: "pill streak", text: t("bot.won") }) : null,
      element("span", { class: "hint entry-share", text: fared }),
    ),
    element("p", { class: "ranking-text", text }),
  );
}

/** Who wrote an answer; a player who has been removed has no name any more. */
export function authorName(writer: string, version: number): string {
  if (version >= 0) return t("reveal.author", { version });
  return writer === "" ? t("bot.somebody") : writer;
}

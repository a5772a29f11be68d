import { boardPath, labPath } from "../../shared/protocol/arenas.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/** From a game to the board and the lab of its own arena, in new tabs: the game goes on. */
export function arenaLinks(): { root: HTMLElement; update(view: Pick<RoomView, "arena">): void } {
  const link = (text: string) => element("a", { class: "button small", text, attributes: { target: "_blank" } });
  const board = link(t("nav.boards"));
  const lab = link(t("nav.lab"));
  return {
    root: element("nav", { class: "arena-links", attributes: { "aria-label": t("nav.ofGame") } }, board, lab),
    update({ arena }) {
      board.setAttribute("href", boardPath(arena));
      lab.setAttribute("href", labPath(arena));
    },
  };
}

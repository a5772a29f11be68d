import type { PlayersBoard } from "../../shared/protocol/boards.ts";
import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/** The best players of a period, as a table. */
export function playersBoard(): { root: HTMLElement; update(board: PlayersBoard): void } {
  const root = element("div", { class: "table-scroll" });
  return {
    root,
    update(board) {
      root.replaceChildren(
        board.players.length === 0
          ? element("p", { class: "hint", text: t("boards.noPlayers") })
          : tableOf(board.players),
      );
    },
  };
}

function tableOf(players: PlayersBoard["players"]): HTMLElement {
  const heads = [
    t("standings.rank"),
    t("boards.nickname"),
    t("boards.score"),
    t("boards.votesHead"),
    t("boards.sessions"),
  ].map((text) => element("th", { text, attributes: { scope: "col" } }));
  const rows = players.map((player, i) =>
    element(
      "tr",
      {},
      ...[i + 1, player.nickname, Math.round(player.score), player.votes, player.sessions].map((value) =>
        element("td", { text: String(value) }),
      ),
    ),
  );
  const head = element("thead", {}, element("tr", {}, ...heads));
  return element("table", { class: "players-table" }, head, element("tbody", {}, ...rows));
}

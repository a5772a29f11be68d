import type { PlayersBoard } from "../../shared/protocol/boards.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import { decimals } from "../ui/numbers.ts";

/** As many as a big screen can show; the others on demand. */
const SHOWN = 10;

/** The best players of a period, as a table. */
export function playersBoard(): { root: HTMLElement; update(board: PlayersBoard): void } {
  const table = element("div", { class: "table-scroll" });
  const more = element("button", { class: "button small", text: t("boards.showMore"), attributes: { type: "button" } });
  let board: PlayersBoard = { period: "all", players: [] };
  let all = false;
  more.hidden = true;
  more.addEventListener("click", () => {
    all = true;
    draw();
  });

  function draw(): void {
    const { players } = board;
    table.replaceChildren(
      players.length === 0
        ? element("p", { class: "hint", text: t("boards.noPlayers") })
        : tableOf(all ? players : players.slice(0, SHOWN)),
    );
    more.hidden = all || players.length <= SHOWN;
  }
  return {
    root: element("div", { class: "board-list" }, table, more),
    update(next) {
      board = next;
      draw();
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
  const rows = players.map((player, i) => {
    const [rank, score, votes, sessions] = [i + 1, player.score, player.votes, player.sessions].map((value) =>
      decimals(value, 0),
    );
    const cells = [rank, player.nickname, score, votes, sessions].map((text) => element("td", { text: text ?? "" }));
    cells[1]?.setAttribute("dir", "auto");
    return element("tr", {}, ...cells);
  });
  const head = element("thead", {}, element("tr", {}, ...heads));
  return element("table", { class: "players-table" }, head, element("tbody", {}, ...rows));
}

import type { PlayersBoard } from "../../shared/protocol/boards.ts";
import { t } from "../i18n/t.ts";
import { dataTable, type TableColumn, tableText } from "../ui/data-table.ts";
import { element } from "../ui/element.ts";
import { decimals } from "../ui/numbers.ts";

type Ranked = PlayersBoard["players"][number] & { readonly rank: number };

const COLUMNS: readonly TableColumn<Ranked>[] = [
  { heading: t("standings.rank"), cell: ({ rank }) => decimals(rank, 0) },
  { heading: t("boards.nickname"), kind: "name", cell: ({ nickname }) => nickname },
  { heading: t("boards.score"), kind: "number", cell: ({ score }) => decimals(score, 0) },
  { heading: t("boards.votesHead"), kind: "number", cell: ({ votes }) => decimals(votes, 0) },
  { heading: t("boards.sessions"), kind: "number", cell: ({ sessions }) => decimals(sessions, 0) },
];
/** As many as a big screen can show; the others on demand. */
const SHOWN = 10;

/** Players with equal points, as the table writes them, share a rank, as they do in a game. */
export function ranked(players: PlayersBoard["players"]): readonly Ranked[] {
  const points = players.map(({ score }) => Math.round(score));
  return players.map((player, i) => ({ ...player, rank: 1 + points.filter((other) => other > points[i]!).length }));
}

/** The best players of a period, as a table. */
export function playersBoard(): { root: HTMLElement; update(board: PlayersBoard): void } {
  const table = element("div", { class: "players-table" });
  const more = element("button", { class: "button small", text: t("boards.showMore"), attributes: { type: "button" } });
  let board: PlayersBoard = { period: "all", players: [] };
  let all = false;
  more.hidden = true;
  more.addEventListener("click", () => {
    all = true;
    draw();
  });

  function draw(): void {
    const players = ranked(board.players);
    table.replaceChildren(
      players.length === 0
        ? element("p", { class: "hint", text: t("boards.noPlayers") })
        : dataTable(tableText(COLUMNS, all ? players : players.slice(0, SHOWN)), t("boards.players")),
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

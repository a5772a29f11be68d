import "../styles/board.css";
import { io, type Socket } from "socket.io-client";
import { labPath } from "../../shared/protocol/arenas.ts";
import { PERIODS, type Period, type PlayersBoard, type VersionsBoard } from "../../shared/protocol/boards.ts";
import type { BoardEvents } from "../../shared/protocol/watch/board-events.ts";
import { unpackVersions } from "../../shared/protocol/watch/packed-versions.ts";
import { t } from "../i18n/t.ts";
import { arenaOfPage } from "../net/arenas-api.ts";
import { sitePath } from "../net/site-path.ts";
import { boardsHead } from "../ui/boards-head.ts";
import { element } from "../ui/element.ts";
import { nameArena, otherArenas } from "../ui/other-arenas.ts";
import { playersBoard } from "./players-board.ts";
import { sessionsList } from "./sessions-list.ts";
import { versionTable } from "./version-table.ts";

/** For everybody: the best players, how the versions of the model compare, and the latest games with their teams. */
export function openPublicBoards(): void {
  document.body.dataset.page = "boards";
  const head = boardsHead("boards", t("boards.heading"));
  const players = playersBoard();
  const versions = versionTable();
  const sessions = sessionsList();
  const boards = new Map<Period, PlayersBoard>();
  const periods = periodChoice((period) => {
    const board = boards.get(period);
    if (board !== undefined) players.update(board);
  });
  const toLab = element("a", { text: t("boards.toLab"), attributes: { href: labPath(arenaOfPage()) } });

  const app = document.getElementById("app")!;
  app.replaceChildren(
    head.root,
    element(
      "main",
      { class: "boards-main" },
      panel("board-players", t("boards.players"), t("boards.playersHint"), periods.root, players.root),
      panel("board-versions", t("boards.versions"), t("boards.versionsHint"), versions.root, toLab),
      panel("board-games", t("boards.recent"), "", sessions.root),
      otherArenas("boards"),
    ),
  );

  nameArena(head.heading, app);
  openBoards({
    connected: head.connected,
    players(board) {
      boards.set(board.period, board);
      if (board.period === periods.value()) players.update(board);
    },
    versions: versions.update,
    sessions: sessions.update,
  });
}

function panel(name: string, heading: string, hint: string, ...content: readonly HTMLElement[]): HTMLElement {
  return element(
    "section",
    { class: `panel ${name}` },
    element("h2", { text: heading }),
    element("p", { class: "hint", text: hint }),
    ...content,
  );
}

function periodChoice(onChoose: (period: Period) => void): {
  root: HTMLElement;
  value(): Period;
} {
  let chosen: Period = "all";
  const options = PERIODS.map((period) => {
    const input = element("input", { attributes: { type: "radio", name: "period", value: period } });
    input.checked = period === chosen;
    input.addEventListener("change", () => {
      chosen = period;
      onChoose(period);
    });
    return element("label", { class: "period" }, input, element("span", { text: t(`boards.period.${period}`) }));
  });
  const legend = element("legend", { class: "visually-hidden", text: t("boards.period") });
  return { root: element("fieldset", { class: "periods" }, legend, ...options), value: () => chosen };
}

interface BoardHandlers extends Omit<BoardEvents, "versions"> {
  versions: (board: VersionsBoard) => void;
  connected: (yes: boolean) => void;
}

/** The public boards, live. Socket.IO reconnects by itself, and every event carries a whole board. */
function openBoards(handlers: BoardHandlers): void {
  const socket: Socket<BoardEvents> = io("/boards", {
    auth: { arena: arenaOfPage() },
    path: sitePath("/socket.io/"),
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    timeout: 8_000, // then it is said that nobody answers, and tried again
  });
  socket.on("connect", () => handlers.connected(true));
  socket.on("disconnect", () => handlers.connected(false));
  socket.on("connect_error", () => handlers.connected(false));
  socket.on("players", handlers.players);
  socket.on("versions", (board) => handlers.versions(unpackVersions(board)));
  socket.on("sessions", handlers.sessions);
}

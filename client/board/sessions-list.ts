import type { SessionsBoard } from "../../shared/protocol/boards.ts";
import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";
import { decimals, moment } from "../ui/numbers.ts";
import { storedLook, teamBadge, teamName } from "../ui/team-badge.ts";

type Session = SessionsBoard["sessions"][number];
/** The newest, until the viewer asks for all. */
const SHOWN = 4;

/** The latest games with their teams. */
export function sessionsList(): { root: HTMLElement; update(board: SessionsBoard): void } {
  const list = element("ul", { class: "games" });
  const more = element("button", { class: "button small", text: t("boards.showMore"), attributes: { type: "button" } });
  let board: SessionsBoard = { sessions: [] };
  let all = false;
  more.addEventListener("click", () => {
    all = true;
    draw();
  });

  function draw(): void {
    const { sessions } = board;
    const rows = (all ? sessions : sessions.slice(0, SHOWN)).map(rowOf);
    list.replaceChildren(
      ...(rows.length > 0 ? rows : [element("li", { class: "hint", text: t("boards.noSessions") })]),
    );
    more.hidden = all || sessions.length <= SHOWN;
  }
  more.hidden = true;
  return {
    root: element("div", { class: "board-list" }, list, more),
    update(next) {
      board = next;
      draw();
    },
  };
}

function rowOf({ title, open, at, players, rounds, votes, teams }: Session): HTMLElement {
  const facts = { players: decimals(players, 0), rounds: decimals(rounds, 0), votes: decimals(votes, 0) };
  return element(
    "li",
    { class: "game" },
    element(
      "p",
      { class: "version-head" },
      element("strong", { class: "game-title", text: title }),
      element("span", { class: `pill ${open ? "game-open" : ""}`, text: t(open ? "boards.open" : "boards.closed") }),
      element("time", { class: "hint", text: moment(at), attributes: { datetime: at } }),
    ),
    element("p", { class: "hint", text: t("boards.sessionFacts", facts) }),
    teams.length === 0 ? null : element("ol", { class: "game-teams" }, ...teams.map(teamRow)),
  );
}

function teamRow({ team, name, colour, score, players }: Session["teams"][number]): HTMLElement {
  const look = storedLook(team, name, colour);
  const text = t("boards.teamScore", { team: teamName(look), score: decimals(score, 0), players });
  return element("li", { class: "pill" }, teamBadge(look), element("span", { text }));
}

import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { type ProjectorMoment, type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Players that fit beside the podium, alone and below their teams. */
const ROWS = { alone: 9, belowTeams: 6 } as const;

/** The best three, and everybody else. */
export function finalScreen(_view: RoomView, _moment: ProjectorMoment): ProjectorScreen {
  const teams = teamStandings();
  const list = standingsList();
  const stage = stageOf();
  const heading = element("h2", { text: t("final.heading") });
  const thanks = element("p", { class: "invite-lead", text: t("final.thanks") });
  const left = element("div", { class: "p-podium" }, heading, thanks, stage);
  return {
    root: element(
      "section",
      { class: "p-final" },
      left,
      element("div", { class: "p-standings" }, teams.root, list.root),
    ),
    stage,
    update(view) {
      teams.update(view);
      list.update(standings(view.players, null, view.teams.length > 0 ? ROWS.belowTeams : ROWS.alone));
    },
  };
}

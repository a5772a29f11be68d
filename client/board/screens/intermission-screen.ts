import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { learningCard, learningPanel } from "../../ui/learning/learning-panel.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { type ProjectorMoment, type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Players that fit beside the model at work, alone and below their teams. */
const ROWS = { alone: 9, belowTeams: 5 } as const;

/** The break between rounds: the model at work, and the standings so far. */
export function intermissionScreen(_view: RoomView, { versionBefore }: ProjectorMoment): ProjectorScreen {
  const panel = learningPanel();
  const teams = teamStandings();
  const list = standingsList();
  const stage = stageOf();
  const left = element("div", { class: "p-mind" }, element("h2", { text: t("learning.heading") }), stage, panel.root);
  const right = element(
    "div",
    { class: "p-standings" },
    element("h2", { text: t("standings.heading") }),
    teams.root,
    list.root,
  );
  return {
    root: element("section", { class: "p-intermission" }, left, right),
    stage,
    update(view) {
      panel.update(learningCard(view.learning, versionBefore));
      teams.update(view);
      list.update(standings(view.players, null, view.teams.length > 0 ? ROWS.belowTeams : ROWS.alone), view.teams);
    },
  };
}

import type { RoomView } from "../../../shared/round/view.ts";
import { element } from "../../ui/element.ts";
import { learningCard, learningPanel } from "../../ui/learning/learning-panel.ts";
import { thenAndNow } from "../../ui/learning/then-and-now.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { type ProjectorMoment, type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Players that fit beside what has changed, alone and below their teams. */
const ROWS = { alone: 3, belowTeams: 1 } as const;

/** The break between rounds: one question answered then and now, and beside it the model at work and the standings. */
export function intermissionScreen(_view: RoomView, { versionBefore }: ProjectorMoment): ProjectorScreen {
  const change = thenAndNow();
  const panel = learningPanel();
  const teams = teamStandings();
  const list = standingsList();
  const stage = stageOf();
  const beside = element("div", { class: "p-beside" }, panel.root, teams.root, list.root, stage);
  return {
    root: element("section", { class: "p-intermission" }, element("div", { class: "p-change" }, change.root), beside),
    stage,
    update(view) {
      const card = learningCard(view.learning, versionBefore);
      change.update(view.learning.thenAndNow, card.arrived);
      panel.update(card);
      teams.update(view);
      list.update(standings(view.players, null, view.teams.length > 0 ? ROWS.belowTeams : ROWS.alone), view.teams);
    },
  };
}

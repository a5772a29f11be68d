import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { learningCard, learningPanel } from "../../ui/learning/learning-panel.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import type { PlayContext, Screen } from "./screen.ts";

const ROWS = 4;

/** The break between rounds: the machine at work, and the standings so far. */
export function learningScreen(context: PlayContext): Screen {
  const panel = learningPanel();
  const teams = teamStandings();
  const list = standingsList();
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const heading = element("h1", { text: t("learning.heading") });
  const ranks = element("div", { class: "ranks" }, teams.root, list.root);
  const root = element("section", { class: "intermission" }, heading, stage, panel.root, ranks);
  return {
    root,
    stage,
    update(view) {
      panel.update(learningCard(view.learning, context.versionBefore()));
      teams.update(view);
      list.update(standings(view.players, context.myId(), ROWS));
    },
    pairId: () => null,
    close: () => {},
  };
}

import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../../ui/element.ts";
import { finaleWords } from "../../ui/round/finale-words.ts";
import { PODIUM_MS } from "../../ui/round/reveal-stages.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { type ProjectorMoment, type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Players that fit beside the podium, alone and below their teams. */
const ROWS = { alone: 9, belowTeams: 5 } as const;

/**
 * The podium comes third, second, first, and then everybody's places: the list is empty until then, since it would tell the winner.
 * A page that is opened afterwards shows all of it at once.
 */
export function finalScreen(_view: RoomView, { before }: ProjectorMoment): ProjectorScreen {
  const teams = teamStandings();
  const list = standingsList();
  const stage = stageOf();
  const places = element("div", { class: "p-standings" }, teams.root, list.root);
  const heading = element("h2", { text: t("final.heading") });
  const learnt = element("p", { class: "finale-said" });
  const left = element("div", { class: "p-podium" }, heading, learnt, stage);
  let isOut = before === null;
  let latest: RoomView | null = null;

  function draw(): void {
    places.classList.toggle("to-come", !isOut);
    if (latest === null || !isOut) return;
    teams.update(latest);
    list.update(standings(latest.players, null, latest.teams.length > 0 ? ROWS.belowTeams : ROWS.alone), latest.teams);
  }

  const timers = isOut
    ? []
    : [
        ...[PODIUM_MS.third, PODIUM_MS.second].map((ms) => setTimeout(() => play("lock"), ms)),
        setTimeout(() => play("final"), PODIUM_MS.first),
        setTimeout(() => {
          isOut = true;
          draw();
        }, PODIUM_MS.all),
      ];

  return {
    root: element("section", { class: "p-final" }, left, places),
    stage,
    update(view) {
      latest = view;
      setText(learnt, finaleWords(view)?.said ?? t("final.thanks"));
      draw();
    },
    close() {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}

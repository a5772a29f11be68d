/** Screens on which players wait: for the game, for the deal, and for the next round. */

import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { learningCard, learningPanel } from "../../ui/learning/learning-panel.ts";
import { thenAndNow } from "../../ui/learning/then-and-now.ts";
import { dealingWait } from "../../ui/learning/work-bar.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { standings, standingsList, teamStandings } from "../../ui/round/standings.ts";
import { verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";
import { teamPicker } from "./team-picker.ts";

/** Before the first round, and the moment before each one in which pairs are dealt. */
export function lobbyScreen(view: RoomView, context: PlayContext): Screen {
  const dealing = view.phase === "dealing";
  const body = element("p");
  const wait = dealing ? dealingWait() : null;
  const here = element("p", { class: "pill" });
  const team = teamPicker(context);
  const trial = view.phase === "lobby" ? practice(context.say) : null;
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "lobby" },
    element(
      "div",
      { class: "panel" },
      element("h1", { text: t(dealing ? "dealing.heading" : "lobby.heading") }),
      wait?.root ?? body,
      element("p", { class: "hint", text: dealing ? "" : t("lobby.how") }),
      here,
    ),
    dealing ? null : team.root,
    trial?.root ?? null,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      wait?.update(next);
      setText(body, t("lobby.waiting"));
      setText(here, t("lobby.here", { count: [...next.players.values()].filter((p) => p.connected).length }));
      team.update(next);
    },
    pairId: () => null,
    close: () => trial?.close(),
  };
}

/** A made-up pair to try the buttons, keys and swipes on while the game has not begun; nothing of it is sent. */
function practice(say: (text: string) => void): { root: HTMLElement; close(): void } {
  const board = pairBoard(t("practice.heading"));
  const done = element("p", { class: "hint practice-done", attributes: { role: "status" } });
  const buttons = verdictButtons(board.root, (verdict) => {
    const text = t("practice.done", { verdict: t(`verdict.${verdict}`) });
    setText(done, text);
    say(text);
  });
  board.stage.remove();
  board.show({ id: "practice", prompt: t("practice.prompt"), a: t("practice.a"), b: t("practice.b") });
  const root = element("section", { class: "panel practice" }, board.root, buttons.root, done);
  return { root, close: () => buttons.close() };
}

/** Standings that fit below the model at work. */
const ROWS = 4;

/** The break between rounds: what has changed, the model at work, and the standings so far. */
export function learningScreen(context: PlayContext): Screen {
  const change = thenAndNow();
  const panel = learningPanel();
  const teams = teamStandings();
  const list = standingsList();
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const heading = element("h1", { text: t("learning.heading") });
  const ranks = element("div", { class: "ranks" }, teams.root, list.root);
  const root = element("section", { class: "intermission" }, heading, change.root, stage, panel.root, ranks);
  return {
    root,
    stage,
    update(view) {
      const card = learningCard(view.learning, context.versionBefore());
      change.update(view.learning.thenAndNow, card.arrived);
      panel.update(card);
      teams.update(view);
      list.update(standings(view.players, context.myId(), ROWS), view.teams);
    },
    pairId: () => null,
    close: () => {},
  };
}

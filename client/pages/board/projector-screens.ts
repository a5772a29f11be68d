import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { learningCard } from "../../presenters/learning-card.ts";
import { progress, standings } from "../../presenters/standings.ts";
import { element, setText } from "../../widgets/element.ts";
import { learningPanel } from "../../widgets/learning-panel.ts";
import { pairBoard } from "../../widgets/pair-board.ts";
import { qrCode } from "../../widgets/qr-code.ts";
import { revealPanel } from "../../widgets/reveal-panel.ts";
import { standingsList } from "../../widgets/standings-list.ts";

export interface ProjectorScreen {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  update(view: RoomView): void;
}

const ROWS = 8;
const stageOf = (): HTMLElement => element("div", { class: "stage", attributes: { "aria-hidden": "true" } });

export function projectorScreen(view: RoomView, versionBefore: number): ProjectorScreen {
  switch (view.phase) {
    case "lobby":
      return lobby(view.code);
    case "dealing":
    case "writing":
    case "ranking":
    case "rapid":
      return rapid(view);
    case "showdown":
      return showdown(view);
    case "reveal":
      return reveal();
    case "intermission":
      return intermission(versionBefore);
    case "finished":
      return final();
  }
}

function lobby(code: string): ProjectorScreen {
  const here = element("p", { class: "big-count" });
  const stage = stageOf();
  const invite = element(
    "div",
    { class: "panel invite" },
    element("p", { class: "invite-lead", text: `${t("lobby.joinAt")} ${location.host}` }),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
  );
  const root = element("section", { class: "p-lobby" }, invite, element("div", { class: "p-crowd" }, here, stage));
  return {
    root,
    stage,
    update(view) {
      const { players } = progress(view.players);
      setText(here, players === 0 ? t("lobby.nobody") : t("lobby.here", { count: players }));
    },
  };
}

function rapid(view: RoomView): ProjectorScreen {
  const dealing = view.phase === "dealing";
  const count = element("p", { class: "huge", attributes: { "aria-live": "off" } });
  const stage = stageOf();
  const root = element(
    "section",
    { class: "p-rapid" },
    element(
      "div",
      { class: "panel" },
      element("h2", { text: t(dealing ? "dealing.heading" : "rapid.heading") }),
      element("p", { class: "hint", text: t(dealing ? "dealing.body" : "board.look") }),
    ),
    dealing ? null : element("div", { class: "p-count" }, count, element("p", { text: t("board.verdicts") })),
    stage,
  );
  return { root, stage, update: (next) => setText(count, String(progress(next.players).verdicts)) };
}

function showdown(view: RoomView): ProjectorScreen {
  const board = pairBoard(view.question);
  const locked = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  board.stage.before(locked);
  const root = element("section", { class: "p-showdown" }, board.root);
  return {
    root,
    stage: board.stage,
    update(next) {
      if (next.showdown !== null) board.show(next.showdown);
      board.bubbles.a.parentElement!.hidden = next.showdown === null;
      const { locked: count, players } = progress(next.players);
      const text = `${t("board.locked")}: ${t("board.of", { count, total: players })}`;
      setText(locked, next.showdown === null ? t("showdown.none") : text);
    },
  };
}

function reveal(): ProjectorScreen {
  const panel = revealPanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}

function intermission(versionBefore: number): ProjectorScreen {
  const panel = learningPanel();
  const list = standingsList();
  const stage = stageOf();
  const left = element("div", { class: "p-mind" }, element("h2", { text: t("learning.heading") }), stage, panel.root);
  const right = element("div", { class: "p-standings" }, element("h2", { text: t("standings.heading") }), list.root);
  return {
    root: element("section", { class: "p-intermission" }, left, right),
    stage,
    update(view) {
      panel.update(learningCard(view.learning, versionBefore));
      list.update(standings(view.players, null, ROWS));
    },
  };
}

function final(): ProjectorScreen {
  const list = standingsList();
  const stage = stageOf();
  const heading = element("h2", { text: t("final.heading") });
  const thanks = element("p", { class: "invite-lead", text: t("final.thanks") });
  const left = element("div", { class: "p-podium" }, heading, thanks, stage);
  return {
    root: element("section", { class: "p-final" }, left, element("div", { class: "p-standings" }, list.root)),
    stage,
    update: (view) => list.update(standings(view.players, null, ROWS)),
  };
}

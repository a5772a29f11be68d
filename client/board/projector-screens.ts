import "../styles/modes.css";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { arenaLinks } from "../ui/arena-links.ts";
import { element, setText } from "../ui/element.ts";
import { joinAddress, qrCode } from "../ui/join-address.ts";
import { learningCard, learningPanel } from "../ui/learning/learning-panel.ts";
import { entriesList } from "../ui/round/entries-list.ts";
import { pairBoard } from "../ui/round/pair-board.ts";
import { letterOf } from "../ui/round/ranking-order.ts";
import { rankingPanel } from "../ui/round/ranking-panel.ts";
import { revealPanel } from "../ui/round/reveal-panel.ts";
import { progress, standings, standingsList, teamStandings } from "../ui/round/standings.ts";
import { questionText } from "../ui/state-texts.ts";

/** Players that fit on the big screen, alone and below their teams. */
const ROWS = { alone: 9, belowTeams: 6 } as const;
/** Answers of a bot round that fit beside the reveal. */
const ENTRIES = 5;

/** One part of the round on the big screen. */
export interface ProjectorScreen {
  readonly root: HTMLElement;
  readonly stage: HTMLElement;
  update(view: RoomView): void;
}

/** The screen of the phase under way. */
export function projectorScreen(view: RoomView, versionBefore: number): ProjectorScreen {
  switch (view.phase) {
    case "lobby":
      return lobby(view.code);
    case "writing":
      return writing(view);
    case "ranking":
      return ranking(view);
    case "dealing":
    case "rapid":
      return rapid(view);
    case "showdown":
      return showdown(view);
    case "reveal":
      return view.podiumReveal === null ? reveal() : podiumReveal();
    case "intermission":
      return intermission(versionBefore);
    case "finished":
      return final();
  }
}

const rowsBeside = ({ teams }: RoomView): number => (teams.length > 0 ? ROWS.belowTeams : ROWS.alone);

function lobby(code: string): ProjectorScreen {
  const here = element("p", { class: "big-count" });
  const stage = stageOf();
  const invite = element(
    "div",
    { class: "panel invite" },
    joinAddress("invite-lead"),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("p", { class: "hint invite-how", text: t("lobby.how") }),
  );
  const root = element("section", { class: "p-lobby" }, invite, element("div", { class: "p-crowd" }, here, stage));
  return {
    root,
    stage,
    update(view) {
      const { players } = progress(view);
      setText(here, players === 0 ? t("lobby.nobody") : t("lobby.here", { count: players }));
    },
  };
}

/** The prompt that everyone writes to, and how many have. */
function writing(view: RoomView): ProjectorScreen {
  const count = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  const stage = stageOf();
  const heading = element("h2", { class: "question", text: t("bot.heading") });
  const prompt = element("p", { class: "prompt-text", text: view.task?.prompt ?? "" });
  const root = element(
    "section",
    { class: "p-showdown" },
    element("div", { class: "prompt" }, heading, prompt),
    count,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      const { locked, players } = progress(next);
      setText(count, t("bot.waiting", { locked, players }));
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
  return { root, stage, update: (next) => setText(count, String(progress(next).verdicts)) };
}

function showdown(view: RoomView): ProjectorScreen {
  const board = pairBoard(questionText(view));
  const locked = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  board.stage.before(locked);
  const root = element("section", { class: "p-showdown" }, board.root);
  return {
    root,
    stage: board.stage,
    update(next) {
      if (next.showdown !== null) board.show(next.showdown);
      board.bubbles.a.parentElement!.hidden = next.showdown === null;
      const { locked: count, players } = progress(next);
      const text = `${t("board.locked")}: ${t("board.of", { count, total: players })}`;
      setText(locked, next.showdown === null ? t("showdown.none") : text);
    },
  };
}

/** The answers that everyone puts in order. */
function ranking(view: RoomView): ProjectorScreen {
  const locked = element("p", { class: "pill p-locked", attributes: { "aria-live": "polite" } });
  const stage = stageOf();
  const answers = (view.podium?.answers ?? []).map(({ text }, i) =>
    element(
      "li",
      { class: "p-answer" },
      element("span", { class: "badge", text: letterOf(i) }),
      element("p", { class: "ranking-text", text }),
    ),
  );
  const root = element(
    "section",
    { class: "p-showdown" },
    element(
      "div",
      { class: "prompt" },
      element("h2", { class: "question", text: questionText(view) }),
      element("p", { class: "prompt-text", text: view.podium?.prompt ?? "" }),
    ),
    element("ol", { class: "p-answers" }, ...answers),
    locked,
    stage,
  );
  return {
    root,
    stage,
    update(next) {
      const { locked: count, players } = progress(next);
      setText(locked, `${t("board.locked")}: ${t("board.of", { count, total: players })}`);
    },
  };
}

function reveal(): ProjectorScreen {
  let latest: RoomView | null = null;
  const entries = entriesList(ENTRIES);
  const panel = revealPanel(() => latest !== null && entries.update(latest));
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, entries.root, stage);
  return {
    root,
    stage,
    update(view) {
      latest = view;
      panel.update(view);
      if (panel.isOut()) entries.update(view);
    },
  };
}

function podiumReveal(): ProjectorScreen {
  const panel = rankingPanel();
  const stage = stageOf();
  const root = element("section", { class: "p-reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view) };
}

function intermission(versionBefore: number): ProjectorScreen {
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
      list.update(standings(view.players, null, rowsBeside(view)));
    },
  };
}

function final(): ProjectorScreen {
  const teams = teamStandings();
  const list = standingsList();
  const stage = stageOf();
  const heading = element("h2", { text: t("final.heading") });
  const thanks = element("p", { class: "invite-lead", text: t("final.thanks") });
  const links = arenaLinks();
  const left = element("div", { class: "p-podium" }, heading, thanks, stage, links.root);
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
      links.update(view);
      list.update(standings(view.players, null, rowsBeside(view)));
    },
  };
}

function stageOf(): HTMLElement {
  return element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
}

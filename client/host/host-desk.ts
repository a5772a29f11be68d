import type { HostMessage, ReportedAnswer, ServerMessages } from "../../shared/protocol/messages.ts";
import { isBeat } from "../../shared/round/modes.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { brand } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import { learningCard, learningPanel } from "../ui/learning/learning-panel.ts";
import { progress } from "../ui/round/standings.ts";
import { timer } from "../ui/round/timer.ts";
import { roundLabel } from "../ui/state-texts.ts";
import { doorPanel } from "./door-panel.ts";
import { confirmed, hostControls } from "./host-controls.ts";
import { invitePanel } from "./invite-panel.ts";
import { answersOnScreen, answersReported, moderationPanel } from "./moderation-panel.ts";
import { playerTable } from "./player-table.ts";

type Send = (message: HostMessage) => void;

/** The host's desk: how to join, the controls, who is here, what is on the screens, and what the model is doing. */
export function hostDesk(
  code: string,
  hostToken: string,
  send: Send,
): {
  root: HTMLElement;
  update(view: RoomView): void;
  reports(answers: readonly ReportedAnswer[]): void;
  door(door: ServerMessages["door"]): void;
} {
  const title = element("h1", { attributes: { dir: "auto" } });
  const phase = element("p", { class: "host-phase", attributes: { "aria-live": "polite" } });
  const state = element("p", { class: "hint" });
  const clock = timer();
  const players = playerTable({
    kick: ({ id }) => send({ command: "kick", playerId: id }),
    ban: ({ id, nickname }) =>
      void confirmed({
        heading: t("host.banHeading", { nickname }),
        body: t("host.banBody"),
        yes: t("host.banYes"),
      }).then((yes) => yes && send({ command: "ban", playerId: id })),
    mute: ({ id }, muted) => send({ command: "mute", playerId: id, muted }),
  });
  const moderation = moderationPanel((answerId, hidden) => send({ command: "hide", answerId, hidden }));
  const door = doorPanel(send);
  const learning = learningPanel();
  const commands = hostControls(send);
  const over = element(
    "div",
    { class: "host-buttons" },
    element("a", { class: "button primary", text: t("host.results"), attributes: { href: `/results/${code}` } }),
    element("a", { class: "button", text: t("host.newGame"), attributes: { href: "/host" } }),
  );
  const controls = element(
    "section",
    { class: "panel host-controls" },
    element("div", { class: "host-now" }, element("div", {}, phase, state), clock.root),
    commands.root,
    over,
  );
  const invite = invitePanel(code, hostToken);
  let doorState: ServerMessages["door"] | null = null;
  const results = element("a", {
    class: "button small",
    text: t("host.results"),
    attributes: { href: `/results/${code}`, target: "_blank" },
  });
  const root = element(
    "div",
    { class: "host-page" },
    element("header", { class: "page-head" }, brand(), title, results),
    element(
      "main",
      { class: "host-main" },
      invite.root,
      element("div", { class: "host-middle" }, controls, door.root, moderation.root, learning.root),
      players.root,
    ),
  );
  let reported: readonly ReportedAnswer[] = [];
  let current: RoomView | null = null;

  function moderate(): void {
    const onScreen = current === null ? [] : answersOnScreen(current, reported);
    moderation.update(onScreen, answersReported(onScreen, reported));
  }

  function drawDoor(): void {
    door.update(current?.phase === "finished" ? null : doorState, current?.players.size ?? 0);
  }

  return {
    root,
    update(view) {
      current = view;
      root.dataset.phase = view.phase;
      setText(title, view.title === t("app.name") ? "" : view.title);
      setText(phase, phaseLine(view));
      setText(state, stateLine(view));
      clock.update(view);
      players.update(view);
      moderate();
      drawDoor();
      learning.update(learningCard(view.learning, view.learning.policyVersion));
      over.hidden = view.phase !== "finished";
      invite.root.hidden = view.phase === "finished";
      commands.update(view);
    },
    reports(answers) {
      reported = answers;
      moderate();
    },
    door(told) {
      doorState = told;
      invite.pass(told.pass);
      drawDoor();
    },
  };
}

function phaseLine(view: RoomView): string {
  const { phase, round } = view;
  if (phase === "finale" || phase === "unmasking") return roundLabel(view);
  return round > 0 ? `${t(`phase.${phase}`)} · ${roundLabel(view)}` : t(`phase.${phase}`);
}

function stateLine(view: RoomView): string {
  const { players: here, locked, verdicts } = progress(view);
  if (view.phase === "rapid") return `${t("board.verdicts")}: ${verdicts}`;
  if (view.phase === "finale") return t("finale.waiting", { locked, players: here });
  if (isBeat(view.phase)) return t("showdown.lockedBody", { locked, players: here });
  const spectators = view.spectators > 0 ? ` · ${t("host.spectators", { count: view.spectators })}` : "";
  return `${t("lobby.here", { count: here })}${spectators}`;
}

import { type HostRight, includesRight } from "../../shared/protocol/host-rights.ts";
import type {
  HostMessage,
  Replies,
  ReportedAnswer,
  ServerMessages,
  WrittenAnswerView,
} from "../../shared/protocol/messages.ts";
import { isBeat } from "../../shared/round/modes.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { lessonPanel } from "../lesson/host-panel.ts";
import { keptAddress } from "../net/game-address.ts";
import { arenaLinks } from "../ui/arena-links.ts";
import { brand } from "../ui/brand.ts";
import { confirmed } from "../ui/confirmed.ts";
import { element, setText } from "../ui/element.ts";
import { learningCard, learningPanel } from "../ui/learning/learning-panel.ts";
import { stuckIn } from "../ui/learning/work-bar.ts";
import { timer } from "../ui/round/timer.ts";
import { roundLabel } from "../ui/state-texts.ts";
import { approvalPanel } from "./approval-panel.ts";
import { doorPanel } from "./door-panel.ts";
import { hostControls, paceSwitch } from "./host-controls.ts";
import { invitePanel } from "./invite-panel.ts";
import { answersOnScreen, answersReported, moderationPanel } from "./moderation-panel.ts";
import { playerTable } from "./player-table.ts";
import { remotesPanel } from "./remotes-panel.ts";
import { teamPanel } from "./team-panel.ts";

type Send = (message: HostMessage) => Promise<Replies["host"]>;

export interface HostDeskPage {
  readonly root: HTMLElement;
  update(view: RoomView): void;
  reports(answers: readonly ReportedAnswer[]): void;
  written(answers: readonly WrittenAnswerView[]): void;
  readonly lesson: Pick<ReturnType<typeof lessonPanel>, "written">;
  banned(players: ServerMessages["banned"]["players"]): void;
  remotes(remotes: ServerMessages["remotes"]): void;
  door(door: ServerMessages["door"]): void;
}

/**
 * The host's desk: how to join, the controls, who is here, what is on the screens, and what the model is doing. A remote's is the same with
 * what it may not do left out.
 */
export function hostDesk(code: string, hostToken: string, right: HostRight, command: Send): HostDeskPage {
  const send = (message: HostMessage): void => void command(message);
  const [moderates, hosts] = [includesRight(right, "moderation"), includesRight(right, "host")];
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
    unban: ({ id }) => send({ command: "unban", playerId: id }),
    mute: ({ id }, muted) => send({ command: "mute", playerId: id, muted }),
  });
  const approval = approvalPanel(send);
  const moderation = moderationPanel((answerId, hidden) => send({ command: "hide", answerId, hidden }));
  const door = doorPanel(send);
  const teams = teamPanel(send);
  const learning = learningPanel(t("boards.trainerDown"));
  const links = arenaLinks();
  const commands = hostControls(send);
  const lesson = lessonPanel(send);
  const pace = paceSwitch((chosen) => send({ command: "pace", pace: chosen }));
  const resultsPath = keptAddress(`/results/${code}`, code, "key", hostToken);
  const again = element("button", {
    class: "button",
    text: t("host.rematch"),
    attributes: { type: "button" },
    onClick: () => void mayRematch(current).then((yes) => yes && send({ command: "rematch" })),
  });
  const over = element(
    "div",
    { class: "host-buttons" },
    element("a", { class: "button", text: t("host.results"), attributes: { href: resultsPath } }),
    element("a", { class: "button", text: t("host.newGame"), attributes: { href: "/host" } }),
  );
  const controls = element(
    "section",
    { class: "panel host-controls" },
    element("div", { class: "host-now" }, element("div", {}, phase, state), clock.root),
    commands.root,
    pace.root,
    element("div", { class: "rematch" }, again),
    over,
  );
  const remotes = remotesPanel(
    code,
    async (name, given) => {
      const reply = await command({ command: "newRemote", name, right: given });
      return reply.ok ? (reply.token ?? null) : null;
    },
    (remoteId) => send({ command: "revoke", remoteId }),
  );
  const invite = invitePanel(code);
  let doorState: ServerMessages["door"] | null = null;
  const results = element("a", {
    class: "button small",
    text: t("host.results"),
    attributes: { href: resultsPath, target: "_blank" },
  });
  const root = element(
    "div",
    { class: "host-page" },
    element("header", { class: "page-head" }, brand(), title, hosts ? results : null),
    element(
      "main",
      { class: "host-main" },
      invite.root,
      element(
        "div",
        { class: "host-middle" },
        lesson.root,
        controls,
        approval.root,
        door.root,
        teams.root,
        moderation.root,
        remotes.root,
        learning.root,
        links.root,
      ),
      moderates ? players.root : null,
    ),
  );
  let reported: readonly ReportedAnswer[] = [];
  let current: RoomView | null = null;

  function moderate(): void {
    const onScreen = current === null ? [] : answersOnScreen(current, reported);
    moderation.update(onScreen, answersReported(onScreen, reported));
  }

  function drawDoor(): void {
    if (current !== null) teams.update(current);
    door.update(current?.phase === "finished" ? null : doorState, current?.players.size ?? 0);
  }

  return {
    root,
    lesson,
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
      pace.root.hidden = !hosts || view.phase === "finished" || view.rounds === 0;
      pace.show(view.pace);
      again.hidden = !hosts || view.phase === "lobby" || view.rounds === 0;
      again.classList.toggle("primary", view.phase === "finished");
      again.classList.toggle("small", view.phase !== "finished");
      over.hidden = !hosts || view.phase !== "finished";
      invite.root.hidden = view.phase === "finished";
      commands.update(view);
      lesson.update(view);
      controls.hidden = view.lesson !== null && !view.lesson.away && view.phase !== "finished";
      links.update(view);
    },
    written: approval.update,
    reports(answers) {
      reported = answers;
      moderate();
    },
    banned: players.banned,
    remotes: remotes.update,
    door(told) {
      doorState = told;
      invite.pass(told.pass);
      drawDoor();
    },
  };
}

/** A game that still runs ends by a rematch, so it is asked for. */
async function mayRematch(view: RoomView | null): Promise<boolean> {
  if (view?.phase === "finished") return true;
  return confirmed({ heading: t("host.rematchHeading"), body: t("host.rematchBody"), yes: t("host.rematchYes") });
}

function phaseLine(view: RoomView): string {
  const { phase, round } = view;
  if (phase === "finale" || phase === "unmasking") return roundLabel(view);
  return round > 0 ? `${t(`phase.${phase}`)} · ${roundLabel(view)}` : t(`phase.${phase}`);
}

function stateLine(view: RoomView): string {
  const { here, lockedIn: locked, verdicts } = view;
  const stuck = stuckIn(view);
  if (stuck !== null) return t(`dealing.host.${stuck}`);
  if (view.phase === "intermission" && view.learning.progress >= 0) return t("host.stillLearns");
  if (view.phase === "rapid") return `${t("board.verdicts")}: ${verdicts}`;
  if (view.phase === "finale" || isBeat(view.phase)) return t("showdown.lockedBody", { locked, players: here });
  const spectators = view.spectators > 0 ? ` · ${t("host.spectators", { count: view.spectators })}` : "";
  return `${t("lobby.here", { count: here })}${spectators}`;
}

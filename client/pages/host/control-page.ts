import type { HostMessage } from "../../../shared/protocol/messages.ts";
import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";
import { openArena } from "../../net/arena-link.ts";
import { hostTokenOf } from "../../net/stored-seat.ts";
import { type HostCommand, hostCommands } from "../../presenters/host-commands.ts";
import { learningCard } from "../../presenters/learning-card.ts";
import { progress } from "../../presenters/standings.ts";
import { brand } from "../../widgets/brand.ts";
import { element, setText } from "../../widgets/element.ts";
import { learningPanel } from "../../widgets/learning-panel.ts";
import { messageCard } from "../../widgets/message-card.ts";
import type { Notice } from "../../widgets/notice.ts";
import { playerTable } from "../../widgets/player-table.ts";
import { qrCode } from "../../widgets/qr-code.ts";
import { timer } from "../../widgets/timer.ts";
import { linkText } from "../link-text.ts";
import { refusalText } from "../refusal-text.ts";

const BUTTONS: readonly HostCommand[] = ["start", "pause", "resume", "skip", "end"];

/** The host's desk: code and QR code, controls, who is here, and what the machine is doing. */
export function openControlPage(code: string, notice: Notice): void {
  const app = document.getElementById("app")!;
  const hostToken = hostTokenOf(code);
  const another = { href: "/host", label: t("host.newGame") };
  if (hostToken === null) {
    app.replaceChildren(messageCard(t("host.createHeading"), t("host.noToken", { code }), another));
    return;
  }
  let lost = false;
  let ended = false;
  const link = openArena(
    code,
    { hostToken },
    {
      onWelcome: () => app.replaceChildren(desk.root),
      onPoints: () => {},
      onStatus(status) {
        lost = status !== "online";
        notice.banner(linkText(status));
      },
      onRefused(ending) {
        notice.banner("");
        if (!ended) app.replaceChildren(messageCard(code, refusalText(ending, code), another));
      },
      onView(view) {
        ended = view.phase === "finished";
        desk.update(view);
        if (!lost) notice.banner("");
      },
    },
  );

  async function command(message: HostMessage): Promise<void> {
    const reply = await link.request("host", message);
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
  }

  const desk = hostDesk(code, command);
}

function hostDesk(
  code: string,
  command: (message: HostMessage) => Promise<void>,
): { root: HTMLElement; update(view: RoomView): void } {
  const title = element("h1");
  const phase = element("p", { class: "host-phase", attributes: { "aria-live": "polite" } });
  const state = element("p", { class: "hint" });
  const clock = timer();
  const players = playerTable((playerId) => void command({ command: "kick", playerId }));
  const learning = learningPanel();
  const buttons = new Map(BUTTONS.map((name) => [name, commandButton(name, command)]));
  const controls = element("section", { class: "panel host-controls" });
  controls.append(
    element("div", { class: "host-now" }, phase, clock.root),
    state,
    element(
      "div",
      { class: "host-buttons", attributes: { role: "group", "aria-label": t("host.controls") } },
      ...buttons.values(),
    ),
  );
  const invite = element(
    "section",
    { class: "panel invite" },
    element("p", { class: "hint", text: `${t("lobby.joinAt")} ${location.host}` }),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("a", {
      class: "button small",
      text: t("host.projector"),
      attributes: { href: `/board/${code}`, target: "_blank" },
    }),
    element("p", { class: "hint", text: t("host.advice") }),
  );
  const root = element(
    "div",
    { class: "host-page" },
    element("header", { class: "page-head" }, brand(), title),
    element(
      "main",
      { class: "host-main" },
      invite,
      element("div", { class: "host-middle" }, controls, learning.root),
      players.root,
    ),
  );
  return {
    root,
    update(view) {
      setText(title, view.title === t("app.name") ? "" : view.title);
      const { players: here, locked, verdicts } = progress(view.players);
      const round = view.round > 0 ? ` · ${t("top.round", { round: view.round, rounds: view.rounds })}` : "";
      setText(phase, `${t(`phase.${view.phase}`)}${round}`);
      setText(state, stateLine(view, here, locked, verdicts));
      clock.update(view);
      players.update(view);
      learning.update(learningCard(view.learning, view.learning.policyVersion));
      const allowed = hostCommands(view);
      for (const [name, button] of buttons) {
        const { shown, enabled } = allowed[name];
        button.hidden = !shown;
        button.disabled = !enabled;
      }
    },
  };
}

function stateLine(view: RoomView, here: number, locked: number, verdicts: number): string {
  if (view.phase === "showdown") return t("showdown.lockedBody", { locked, players: here });
  if (view.phase === "rapid") return `${t("board.verdicts")}: ${verdicts}`;
  const spectators = view.spectators > 0 ? ` · ${t("host.spectators", { count: view.spectators })}` : "";
  return `${t("lobby.here", { count: here })}${spectators}`;
}

/** Ending a game can't be taken back, so it wants a second press. */
function commandButton(name: HostCommand, command: (message: HostMessage) => Promise<void>): HTMLButtonElement {
  const style = name === "start" || name === "resume" ? " primary" : name === "end" ? " danger" : "";
  let sure = name !== "end";
  const button = element("button", {
    class: `button${style}`,
    text: t(`host.${name}`),
    attributes: { type: "button" },
  });
  button.addEventListener("click", () => {
    if (sure) return void command({ command: name });
    sure = true;
    setText(button, t("host.endConfirm"));
  });
  button.addEventListener("blur", () => {
    sure = name !== "end";
    setText(button, t(`host.${name}`));
  });
  return button;
}

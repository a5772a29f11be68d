import "../styles/arena.css";
import "../styles/projector.css";
import type { Reply } from "../../shared/protocol/messages.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { arenaFrame } from "../canvas/arena-frame.ts";
import { arenaPicture } from "../canvas/arena-picture.ts";
import { t } from "../i18n/t.ts";
import { openArena } from "../net/arena-link.ts";
import { acceptKey, keptAddress } from "../net/game-address.ts";
import { passOf } from "../net/stored-seat.ts";
import { play, soundByDefault } from "../sound/sound.ts";
import { cueBetween } from "../sound/sound-cues.ts";
import { brand } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { timer } from "../ui/round/timer.ts";
import { holdUpText, linkText, refusalText, roundLabel } from "../ui/state-texts.ts";

import { hostBar, lockPill } from "./host-bar.ts";
import { type ProjectorScreen, projectorScreen } from "./projector-screens.ts";

/** What the class sees on the big screen: the session as a spectator, one large picture per phase. */
export function openProjector(code: string, notice: Notice): void {
  soundByDefault();
  const app = document.getElementById("app")!;
  document.body.dataset.page = "projector";
  const title = element("h1", { class: "projector-title" });
  const round = element("p", { class: "pill" });
  const clock = timer();
  const codePill = element("p", { class: "pill code", text: code });
  const main = element("main", { class: "screen" });
  const bar = hostBar((message) => void link.request("host", message).then(said));
  const lock = lockPill();
  const top = element("header", { class: "projector-top" }, brand(), title, clock.root, round, lock.root, codePill);
  const arena = arenaFrame(document.getElementById("arena")!);
  let screen: ProjectorScreen | null = null;
  let key = "";
  let versionBefore = 0;
  let lost = false;
  let last: RoomView | null = null;

  function draw(view: RoomView): void {
    const cue = cueBetween(last, view);
    if (cue !== null) play(cue);
    last = view;
    const now = `${view.phase}/${view.round}`;
    if (now !== key) {
      key = now;
      document.body.dataset.phase = view.phase;
      if (view.phase === "reveal" || screen === null) versionBefore = view.learning.policyVersion;
      screen = projectorScreen(view, versionBefore);
      main.replaceChildren(screen.root);
      arena.stage(screen.stage);
    }
    screen?.update(view);
    setText(title, view.title === t("app.name") ? "" : view.title);
    setText(round, view.round > 0 ? roundLabel(view) : t("phase.lobby"));
    codePill.hidden = view.phase === "lobby";
    clock.update(view);
    lock.update(view);
    bar.update(view);
    if (!lost) notice.banner(holdUpText(view));
    arena.show(arenaPicture(view, null));
  }

  function said(reply: Reply): void {
    notice.banner(reply.ok ? "" : refusalText(reply.error, code));
  }

  const pass = acceptKey(code, "pass") ?? passOf(code);
  const link = openArena(
    code,
    { spectate: true, ...(pass === null ? {} : { pass }) },
    {
      onView: draw,
      onWelcome({ right }) {
        bar.right(right);
        if (!main.isConnected) app.replaceChildren(top, main, bar.root);
      },
      onRematch: ({ code: next, pass: own }) =>
        location.assign(own === "" ? `/board/${next}` : keptAddress(`/board/${next}`, next, "pass", own)),
      onPoints: () => {},
      onWaiting: (refusal) => notice.banner(refusalText(refusal, code)),
      onStatus(status) {
        lost = status !== "online";
        notice.banner(linkText(status));
      },
      onRefused(ending) {
        notice.banner("");
        if (last?.phase === "finished") return;
        const way = { href: "/board", label: t("join.boards") };
        app.replaceChildren(messageCard(t("app.name"), refusalText(ending, code), way));
      },
    },
  );
}

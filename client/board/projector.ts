import "../styles/arena.css";
import "../styles/projector.css";
import type { RoomView } from "../../shared/round/view.ts";
import { arenaFrame } from "../canvas/arena-frame.ts";
import { arenaPicture } from "../canvas/arena-picture.ts";
import { t } from "../i18n/t.ts";
import { lessonKey, placeShown } from "../lesson/shown-lesson.ts";
import { openArena } from "../net/arena-link.ts";
import { acceptPass } from "../net/game-address.ts";
import { passOf } from "../net/stored-seat.ts";
import { play, soundByDefault } from "../sound/sound.ts";
import { cueBetween } from "../sound/sound-cues.ts";
import { brand } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import { stageStrip } from "../ui/learning/stage-strip.ts";
import { messageCard } from "../ui/message-card.ts";
import type { Notice } from "../ui/notice.ts";
import { timer } from "../ui/round/timer.ts";
import { holdUpText, linkText, refusalText, roundLabel } from "../ui/state-texts.ts";
import { projectorScreen } from "./projector-screens.ts";
import type { ProjectorScreen } from "./screens/projector-screen.ts";

/** What the class sees on the big screen: the session as a spectator, one large picture per phase. */
export function openProjector(code: string, notice: Notice): void {
  soundByDefault();
  const app = document.getElementById("app")!;
  document.body.dataset.page = "projector";
  const title = element("h1", { class: "projector-title" });
  const round = element("p", { class: "pill" });
  const clock = timer();
  const codePill = element("p", { class: "pill code", text: code });
  const strip = stageStrip();
  const main = element("main", { class: "screen" });
  const top = element("header", { class: "projector-top" }, brand(), title, clock.root, round, codePill);
  const arena = arenaFrame(document.getElementById("arena")!);
  let screen: ProjectorScreen | null = null;
  let key = "";
  let versionBefore = 0;
  let lost = false;
  let last: RoomView | null = null;

  function draw(view: RoomView): void {
    const cue = cueBetween(last, view);
    if (cue !== null) play(cue);
    const now = `${view.phase}/${view.round}/${lessonKey(view)}`;
    if (now !== key) {
      key = now;
      document.body.dataset.phase = view.phase;
      document.body.dataset.lesson = placeShown(view);
      if (view.phase === "reveal" || screen === null) versionBefore = view.learning.policyVersion;
      screen?.close?.();
      screen = projectorScreen(view, { versionBefore, before: last });
      main.replaceChildren(screen.root);
      arena.stage(screen.stage);
    }
    last = view;
    screen?.update(view);
    setText(title, view.title === t("app.name") ? "" : view.title);
    setText(round, view.round > 0 ? roundLabel(view) : t("phase.lobby"));
    codePill.hidden = view.phase === "lobby" && ["", "welcome"].includes(placeShown(view));
    clock.update(view);
    strip.update(view);
    if (!lost) notice.banner(holdUpText(view));
    arena.show(arenaPicture(view, null));
  }

  const pass = acceptPass(code) ?? passOf(code);
  openArena(
    code,
    { spectate: true, ...(pass === null ? {} : { pass }) },
    {
      onView: draw,
      onWelcome: () => app.replaceChildren(top, strip.root, main),
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

import "../styles/arena.css";
import "../styles/projector.css";
import type { RoomView } from "../../shared/round/view.ts";
import { arenaFrame } from "../canvas/arena-frame.ts";
import { arenaPicture } from "../canvas/arena-picture.ts";
import { t } from "../i18n/t.ts";
import { lessonKey, placeShown } from "../lesson/shown-lesson.ts";
import { brand } from "../ui/brand.ts";
import { element, setText } from "../ui/element.ts";
import { stageStrip } from "../ui/learning/stage-strip.ts";
import { timer } from "../ui/round/timer.ts";
import { roundLabel, sceneKey } from "../ui/state-texts.ts";
import { lockPill } from "./host-bar.ts";
import { projectorScreen } from "./projector-screens.ts";
import { musicButton } from "./projector-sound.ts";
import { fitText } from "./screens/fit-text.ts";
import type { ProjectorScreen } from "./screens/projector-screen.ts";

/** The big screen's frame: a header with title, time and round, and below it the screen of the phase over the arena. */
export interface ProjectorFrame {
  readonly top: HTMLElement;
  readonly strip: HTMLElement;
  readonly main: HTMLElement;
  draw(view: RoomView): void;
}

export function projectorFrame(code: string): ProjectorFrame {
  document.body.dataset.page = "projector";
  const title = element("h1", { class: "projector-title" });
  const round = element("p", { class: "pill round-pill" });
  const clock = timer();
  const codePill = element("p", { class: "pill code", text: code });
  const strip = stageStrip();
  const main = element("main", { class: "screen" });
  const lock = lockPill();
  const top = element(
    "header",
    { class: "projector-top" },
    ...[brand(), musicButton(), title, clock.root, round, lock.root, codePill],
  );
  const arena = arenaFrame(document.getElementById("arena")!);
  let screen: ProjectorScreen | null = null;
  let key = "";
  let versionBefore = 0;
  let late = false;
  let last: RoomView | null = null;

  const refit = (): void => {
    if (screen !== null) fitText(screen.root);
  };
  // A reveal's stages, other fonts and another window change what fits.
  new MutationObserver(refit).observe(main, { childList: true, characterData: true, subtree: true });
  addEventListener("resize", refit);
  void document.fonts.ready.then(refit);

  function begin(view: RoomView): void {
    document.body.dataset.phase = view.phase;
    document.body.dataset.lesson = placeShown(view);
    if (view.phase === "reveal" || screen === null) versionBefore = view.learning.policyVersion;
    late = last === null;
    screen?.close?.();
    screen = projectorScreen(view, { versionBefore, before: last });
    main.replaceChildren(screen.root);
    arena.stage(screen.stage);
  }

  return {
    top,
    strip: strip.root,
    main,
    draw(view) {
      const now = `${sceneKey(view)}/${lessonKey(view)}`;
      if (now !== key) begin(view);
      key = now;
      last = view;
      setText(title, view.title === t("app.name") ? "" : view.title);
      setText(round, view.round > 0 ? roundLabel(view) : t("phase.lobby"));
      codePill.hidden = view.phase === "lobby" && ["", "welcome"].includes(placeShown(view));
      clock.update(view);
      lock.update(view);
      strip.update(view);
      screen?.update(view);
      refit();
      arena.show(arenaPicture(view, null, late));
    },
  };
}

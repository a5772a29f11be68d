import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../element.ts";
import { type Countdown, msLeft, nextCountdown, secondsLeft } from "./countdown.ts";

/** The time left in a phase: seconds, and a bar that empties. Ticks locally between the server's statements. */
export interface Timer {
  readonly root: HTMLElement;
  update(view: { phase: string; round: number; remainingMs: number; paused: boolean }): void;
}

const HURRY_S = 5;

export function timer(): Timer {
  let countdown: Countdown | null = null;
  let whole = 1;
  const face = element("span", { class: "timer-face" });
  const fill = element("span", { class: "timer-fill" });
  const root = element(
    "div",
    { class: "timer", attributes: { role: "timer" } },
    element("span", { class: "timer-track", attributes: { "aria-hidden": "true" } }, fill),
    face,
  );

  function draw(): void {
    if (countdown === null) return;
    const now = performance.now();
    const seconds = secondsLeft(countdown, now);
    const left = msLeft(countdown, now) ?? 0;
    root.hidden = seconds === null && !countdown.paused;
    root.classList.toggle("hurry", seconds !== null && seconds <= HURRY_S && !countdown.paused);
    if (
      face.textContent !== String(seconds) &&
      seconds !== null &&
      seconds > 0 &&
      seconds <= HURRY_S &&
      !countdown.paused
    )
      play("hurry");
    setText(face, countdown.paused ? t("top.paused") : String(seconds ?? ""));
    root.setAttribute("aria-label", seconds === null ? t("top.noLimit") : t("top.timeLeft", { seconds }));
    fill.style.transform = `scaleX(${Math.min(1, left / whole)})`;
  }

  const tick = setInterval(() => (root.isConnected || countdown === null ? draw() : clearInterval(tick)), 200);
  let phase = "";
  return {
    root,
    update(view) {
      countdown = nextCountdown(countdown, view, performance.now());
      const current = `${view.phase}/${view.round}`;
      whole = Math.max(1, current === phase ? whole : 1, view.remainingMs);
      phase = current;
      draw();
    },
  };
}

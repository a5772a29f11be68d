import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../element.ts";
import { type Countdown, isHurried, nextCountdown, secondsLeft, shareLeft } from "./countdown.ts";

/** The time left in a phase: seconds, and a bar that empties. Ticks locally between the server's statements. */
export function timer(): { readonly root: HTMLElement; update(view: Parameters<typeof nextCountdown>[1]): void } {
  let countdown: Countdown | null = null;
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
    const hurried = isHurried(countdown, now);
    root.hidden = seconds === null && !countdown.paused;
    root.classList.toggle("hurry", hurried);
    if (hurried && seconds !== 0 && face.textContent !== String(seconds)) play("hurry");
    setText(face, countdown.paused ? t("top.paused") : String(seconds ?? ""));
    root.setAttribute("aria-label", seconds === null ? t("top.noLimit") : t("top.timeLeft", { seconds }));
    fill.style.transform = `scaleX(${shareLeft(countdown, now)})`;
  }

  const tick = setInterval(() => (root.isConnected || countdown === null ? draw() : clearInterval(tick)), 200);
  return {
    root,
    update(view) {
      countdown = nextCountdown(countdown, view, performance.now());
      draw();
    },
  };
}

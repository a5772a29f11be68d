import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";

/** A slider whose left part is A's share and whose right part is B's, like the bar of the reveal; answers the share for A, 0-1. */
export function predictionForm(onLock: (share: number) => void): { root: HTMLElement; enable(yes: boolean): void } {
  const value = element("output", { class: "prediction-value" });
  const slider = element("input", {
    class: "prediction-slider",
    attributes: { type: "range", min: "0", max: "100", step: "1", value: "50", "aria-label": t("showdown.slider") },
  });
  const lock = element("button", {
    class: "button primary wide",
    text: t("showdown.lock"),
    attributes: { type: "submit" },
  });
  const percentA = (): number => Number(slider.value);
  const draw = (): void => {
    const text = t("showdown.sliderValue", { a: percentA(), b: 100 - percentA() });
    setText(value, text);
    slider.setAttribute("aria-valuetext", text);
    slider.style.setProperty("--at", `${slider.value}%`);
  };
  slider.addEventListener("input", draw);
  const ends = element(
    "div",
    { class: "slider-row" },
    element("span", { class: "badge badge-a", text: "A", attributes: { "aria-hidden": "true" } }),
    slider,
    element("span", { class: "badge badge-b", text: "B", attributes: { "aria-hidden": "true" } }),
  );
  const root = element(
    "form",
    { class: "panel prediction" },
    element("h2", { text: t("showdown.predict") }),
    element("p", { class: "hint", text: t("showdown.predictBody") }),
    ends,
    value,
    lock,
  );
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    onLock(percentA() / 100);
  });
  draw();
  return {
    root,
    enable(yes) {
      slider.disabled = !yes;
      lock.disabled = !yes;
    },
  };
}

import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";

export interface PredictionForm {
  readonly root: HTMLElement;
  /** Asks about the answer that the player took; about A where they took none. `share` is what they had predicted for A. */
  ask(choice: VerdictChoice | null, share: number | null): void;
  enable(yes: boolean): void;
  focus(): void;
}

/**
 * A handle between A on the left and B on the right: the nearer it is to an answer, the more of the others are expected to take that one.
 * All shares are those for A, 0-1.
 *
 * @param onMoved the handle was let go of
 */
export function predictionForm(onMoved: (share: number) => void, onLock: (share: number) => void): PredictionForm {
  let side: "a" | "b" = "a";
  const question = element("h2", { attributes: { id: "prediction-question" } });
  const value = element("output", { class: "prediction-value" });
  // Its value is the share of B, which is on the right.
  const slider = element("input", {
    class: "prediction-slider",
    attributes: { type: "range", min: "0", max: "100", step: "1", value: "50", "aria-labelledby": question.id },
  });
  const lock = element("button", {
    class: "button primary wide",
    text: t("showdown.lock"),
    attributes: { type: "submit" },
  });
  const shareA = (): number => (100 - Number(slider.value)) / 100;
  const draw = (): void => {
    const b = Number(slider.value);
    const text = t("showdown.sliderValue", { percent: side === "b" ? b : 100 - b, side: side.toUpperCase() });
    setText(value, text);
    slider.setAttribute("aria-valuetext", text);
    slider.dataset.leans = b === 50 ? "" : b > 50 ? "b" : "a";
    ends.style.setProperty("--b-share", String(b / 100));
  };
  slider.addEventListener("input", draw);
  slider.addEventListener("change", () => onMoved(shareA()));
  const end = (name: "a" | "b") =>
    element("span", {
      class: `badge badge-${name}`,
      text: name.toUpperCase(),
      attributes: { "aria-hidden": "true" },
    });
  const ends = element("div", { class: "slider-row" }, end("a"), slider, end("b"));
  const root = element(
    "form",
    { class: "panel prediction" },
    question,
    element("p", { class: "hint", text: t("showdown.pull") }),
    ends,
    value,
    lock,
    element("p", { class: "hint", text: t("showdown.unlocked") }),
  );
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    onLock(shareA());
  });
  return {
    root,
    ask(choice, share) {
      const took = isVerdict(choice) && (choice === "a" || choice === "b");
      side = took ? choice : "a";
      setText(question, t(took ? "showdown.sameAsYou" : "showdown.predict", { side: side.toUpperCase() }));
      if (share !== null) slider.value = String(Math.round(100 * (1 - share)));
      draw();
    },
    enable(yes) {
      slider.disabled = !yes;
      lock.disabled = !yes;
    },
    focus: () => slider.focus(),
  };
}

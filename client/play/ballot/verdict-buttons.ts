import { VERDICTS, type Verdict } from "../../../shared/round/votes/verdict.ts";
import { thumbArt } from "../../canvas/art/figure-art.ts";
import { PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";
import { swipes, verdictOfKey } from "./verdict-input.ts";

export interface VerdictButtons {
  readonly root: HTMLElement;
  enable(yes: boolean): void;
  /** Takes the keys and swipes back. */
  close(): void;
}

/** The verdicts by button, by key (1-4, arrows) and by swiping over `swipeArea`. */
export function verdictButtons(swipeArea: HTMLElement, onVerdict: (verdict: Verdict) => void): VerdictButtons {
  let enabled = true;
  const done = new AbortController();
  const choose = (verdict: Verdict): void => {
    if (enabled) onVerdict(verdict);
  };
  const button = (verdict: Verdict) =>
    element(
      "button",
      { class: `button verdict verdict-${verdict}`, attributes: { type: "button" }, onClick: () => choose(verdict) },
      verdict === "a" || verdict === "b" ? pictureImage(thumbArt("up", PALETTE[verdict]), "thumb") : null,
      element("span", { text: t(`verdict.${verdict}`) }),
    );
  const buttons = VERDICTS.map(button);
  const root = element(
    "div",
    { class: "verdicts", attributes: { role: "group", "aria-label": t("verdict.group") } },
    ...buttons,
  );

  const { signal } = done;
  addEventListener(
    "keydown",
    (event) => {
      const verdict = verdictOfKey(event.key);
      if (verdict === null || event.repeat || event.ctrlKey || event.altKey || event.metaKey) return;
      if (event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement) return;
      event.preventDefault();
      choose(verdict);
    },
    { signal },
  );
  swipes(swipeArea, () => enabled, choose, signal);
  return {
    root,
    enable(yes) {
      enabled = yes;
      for (const node of buttons) node.disabled = !yes;
    },
    close: () => done.abort(),
  };
}

import { VERDICT_CHOICES, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { thumbArt } from "../../canvas/art/figure-art.ts";
import { PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import { viewerSettings } from "../../settings/viewer-settings.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";
import { buttonOfArrow, choiceOfKey, swipes } from "./verdict-input.ts";

export interface VerdictButtons {
  readonly root: HTMLElement;
  enable(yes: boolean): void;
  /** Marks what was said before; null marks nothing. */
  mark(choice: VerdictChoice | null): void;
  /** Takes the keys and swipes back. */
  close(): void;
}

/** What may be said of a pair by button, by the viewer's single keys and by swiping over `swipeArea`. Arrow keys go from button to button. */
export function verdictButtons(swipeArea: HTMLElement, onChoice: (choice: VerdictChoice) => void): VerdictButtons {
  let enabled = true;
  const done = new AbortController();
  const choose = (choice: VerdictChoice): void => {
    if (enabled) onChoice(choice);
  };
  const button = (choice: VerdictChoice) =>
    element(
      "button",
      { class: `button verdict verdict-${choice}`, attributes: { type: "button" }, onClick: () => choose(choice) },
      choice === "a" || choice === "b" ? pictureImage(thumbArt("up", PALETTE[choice]), "thumb") : null,
      element("span", { text: t(`verdict.${choice}`) }),
    );
  const buttons = VERDICT_CHOICES.map(button);
  const root = element(
    "div",
    { class: "verdicts", attributes: { role: "group", "aria-label": t("verdict.group") } },
    ...buttons,
  );

  /** Whether a key is meant for the page and not for a field or a control of its own. */
  const isFree = ({ target }: KeyboardEvent): boolean =>
    target === document.body || (target instanceof Node && root.contains(target));
  const { signal } = done;
  addEventListener(
    "keydown",
    (event) => {
      if (!enabled || event.repeat || event.ctrlKey || event.altKey || event.metaKey || !root.checkVisibility()) return;
      const { shortcuts, keys } = viewerSettings();
      const typing = event.target instanceof HTMLInputElement || event.target instanceof HTMLTextAreaElement;
      const choice = shortcuts === "on" && !typing ? choiceOfKey(event.key, keys) : null;
      const at = buttons.indexOf(document.activeElement as HTMLButtonElement);
      const next = isFree(event) ? buttonOfArrow(event.key, at, buttons.length) : null;
      if (choice === null && next === null) return;
      event.preventDefault();
      if (choice !== null) choose(choice);
      else if (next !== null) buttons[next]?.focus();
    },
    { signal },
  );
  swipes(swipeArea, () => enabled && root.checkVisibility(), choose, signal);
  return {
    root,
    enable(yes) {
      enabled = yes;
      for (const node of buttons) node.disabled = !yes;
    },
    mark(choice) {
      buttons.forEach((node, i) => {
        node.setAttribute("aria-pressed", String(VERDICT_CHOICES[i] === choice));
      });
    },
    close: () => done.abort(),
  };
}

/** Which keys vote, in words; "" where none does. */
export function keysText(): string {
  const { shortcuts, keys } = viewerSettings();
  if (shortcuts === "off") return "";
  const named = Object.fromEntries(VERDICT_CHOICES.map((choice, i) => [choice, [...keys][i]?.toUpperCase() ?? ""]));
  return t("rapid.keys", named as Record<VerdictChoice, string>);
}

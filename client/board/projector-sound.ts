import { t } from "../i18n/t.ts";
import { changeSettings, isCalm, onSettingsChange } from "../settings/viewer-settings.ts";
import { isMusicOn, play } from "../sound/sound.ts";
import { element } from "../ui/element.ts";

/** The card goes by itself after this long. */
const CARD_MS = 20_000;

/**
 * A card over the projector that asks for the press without which browsers allow neither sound nor a full screen. It shows the game's
 * code, since it covers it. A page that has been pressed already, one that a program drives and one that wants calm get none.
 */
export function openSoundGate(code: string): void {
  if (navigator.userActivation.hasBeenActive || navigator.webdriver || isCalm()) return;
  const card = element(
    "button",
    { class: "gate", attributes: { type: "button" } },
    element("span", { class: "gate-lead", text: t("gate.open") }),
    element("span", { class: "code gate-code", text: code, attributes: { "aria-hidden": "true" } }),
    element("span", { text: t("gate.leave") }),
  );
  const close = (): void => {
    card.remove();
    removeEventListener("keydown", onKey);
    clearTimeout(timer);
  };
  const onKey = ({ key }: KeyboardEvent): void => {
    if (key === "Escape") close();
  };
  const timer = setTimeout(close, CARD_MS);
  card.addEventListener("click", () => {
    close();
    play("start");
    // A browser without it, or one that refuses, shows the page as it is.
    void document.documentElement.requestFullscreen?.().catch(() => {});
  });
  addEventListener("keydown", onKey);
  document.body.append(card);
  card.focus();
}

/** Turns the music off and on, by a press or by Alt+M. */
export function musicButton(): HTMLElement {
  const note = element("span", { class: "music-note", text: "♫", attributes: { "aria-hidden": "true" } });
  const label = t("gate.music");
  const button = element(
    "button",
    { class: "gear music", attributes: { type: "button", "aria-label": label, title: `${label} (Alt+M)` } },
    note,
  );
  const show = (): void => button.setAttribute("aria-pressed", String(isMusicOn()));
  const toggle = (): void => changeSettings({ music: isMusicOn() ? "off" : "on" });
  button.setAttribute("aria-keyshortcuts", "Alt+M");
  button.addEventListener("click", toggle);
  addEventListener("keydown", (event) => {
    if (event.altKey && event.code === "KeyM") toggle();
  });
  onSettingsChange(show);
  show();
  return button;
}

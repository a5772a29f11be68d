import { LANGUAGES, nameOfLanguage } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import { DEFAULT_KEYS, keysOf, type Settings } from "../settings/settings.ts";
import { changeSettings, onSettingsChange, viewerSettings } from "../settings/viewer-settings.ts";
import { isMusicOn, isSoundOn } from "../sound/sound.ts";
import { element, setText } from "./element.ts";

/** The way home and the viewer's settings, at the head of every page. */
export function brand(): HTMLElement {
  const mark = element("img", { attributes: { src: "/thumb.svg", alt: "" } });
  const home = element(
    "a",
    { class: "brand", attributes: { href: "/" } },
    mark,
    element("span", { text: t("app.name") }),
  );
  return element("div", { class: "brand-row" }, home, settingsButton());
}

let made = 0;

/**
 * A gear that opens the viewer's settings: sound, motion, contrast and language. Closed by Escape or by a press elsewhere.
 * @param more what a page adds to them
 */
export function settingsButton(...more: readonly HTMLElement[]): HTMLElement {
  const id = `settings-${made++}`;
  const panel = element(
    "div",
    {
      class: "settings panel",
      attributes: { id, popover: "auto", role: "dialog", "aria-label": t("settings.heading") },
    },
    element("h2", { text: t("settings.heading") }),
  );
  panel.append(
    toggle("sound", isSoundOn),
    toggle("music", isMusicOn),
    choice("volume", VOLUME),
    choice("motion", MOTION),
    choice("contrast", CONTRAST),
    ...shortcutChoice(),
    languageChoice(),
    ...more,
  );
  const button = element(
    "button",
    { class: "gear", attributes: { type: "button", popovertarget: id, "aria-label": t("settings.heading") } },
    element("img", { attributes: { src: "/gear.svg", alt: "" } }),
  );
  return element("div", { class: "settings-holder" }, button, panel);
}

const VOLUME = [
  ["quiet", "settings.volume.quiet"],
  ["normal", "settings.volume.normal"],
  ["loud", "settings.volume.loud"],
] as const;
const MOTION = [
  ["system", "settings.system"],
  ["full", "settings.motion.full"],
  ["reduced", "settings.motion.reduced"],
] as const;
const CONTRAST = [
  ["system", "settings.system"],
  ["normal", "settings.contrast.normal"],
  ["more", "settings.contrast.more"],
] as const;

function toggle(setting: "sound" | "music", isOn: () => boolean): HTMLElement {
  const input = element("input", { attributes: { type: "checkbox", role: "switch" } });
  const show = (): void => {
    input.checked = isOn();
  };
  show();
  onSettingsChange(show);
  input.addEventListener("change", () => changeSettings({ [setting]: input.checked ? "on" : "off" }));
  return element("label", { class: "switch" }, element("span", { text: t(`settings.${setting}`) }), input);
}

function choice(
  setting: "volume" | "motion" | "contrast",
  options: typeof VOLUME | typeof MOTION | typeof CONTRAST,
): HTMLElement {
  const select = element("select");
  for (const [value, label] of options) select.append(element("option", { text: t(label), attributes: { value } }));
  select.value = viewerSettings()[setting];
  select.addEventListener("change", () => {
    changeSettings({ [setting]: select.value } as Partial<Settings>);
  });
  return element("label", { class: "field" }, element("span", { text: t(`settings.${setting}`) }), select);
}

/** Single keys that vote can be turned off or moved (WCAG 2.1.4): speech input and a resting hand press them by mistake. */
function shortcutChoice(): readonly HTMLElement[] {
  const on = element("input", { attributes: { type: "checkbox", role: "switch" } });
  const keys = element("input", {
    attributes: { type: "text", maxlength: String(DEFAULT_KEYS.length), autocapitalize: "off", autocomplete: "off" },
  });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const draw = (): void => {
    on.checked = viewerSettings().shortcuts === "on";
    keys.disabled = !on.checked;
  };
  on.addEventListener("change", () => {
    changeSettings({ shortcuts: on.checked ? "on" : "off" });
    draw();
  });
  keys.value = viewerSettings().keys;
  keys.addEventListener("change", () => {
    const typed = keysOf(keys.value);
    setText(problem, typed === null ? t("settings.keysHint") : "");
    if (typed !== null) changeSettings({ keys: typed });
  });
  draw();
  return [
    element("label", { class: "switch" }, element("span", { text: t("settings.shortcuts") }), on),
    element("label", { class: "field" }, element("span", { text: t("settings.keys") }), keys),
    problem,
  ];
}

function languageChoice(): HTMLElement {
  const select = element("select");
  select.append(element("option", { text: t("settings.system"), attributes: { value: "system" } }));
  for (const code of LANGUAGES)
    select.append(element("option", { text: nameOfLanguage(code), attributes: { value: code, lang: code } }));
  select.value = viewerSettings().language;
  select.addEventListener("change", () => {
    changeSettings({ language: select.value });
    location.reload();
  });
  return element("label", { class: "field" }, element("span", { text: t("settings.language") }), select);
}

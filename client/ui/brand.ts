import { LANGUAGES, nameOfLanguage } from "../i18n/language.ts";
import { t } from "../i18n/t.ts";
import type { Settings } from "../settings/settings.ts";
import { changeSettings, viewerSettings } from "../settings/viewer-settings.ts";
import { isSoundOn } from "../sound/sound.ts";
import { element } from "./element.ts";

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
  panel.append(soundChoice(), choice("motion", MOTION), choice("contrast", CONTRAST), languageChoice(), ...more);
  const button = element(
    "button",
    { class: "gear", attributes: { type: "button", popovertarget: id, "aria-label": t("settings.heading") } },
    element("img", { attributes: { src: "/gear.svg", alt: "" } }),
  );
  return element("div", { class: "settings-holder" }, button, panel);
}

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

function soundChoice(): HTMLElement {
  const input = element("input", { attributes: { type: "checkbox", role: "switch" } });
  input.checked = isSoundOn();
  input.addEventListener("change", () => changeSettings({ sound: input.checked ? "on" : "off" }));
  return element("label", { class: "switch" }, element("span", { text: t("settings.sound") }), input);
}

function choice(setting: "motion" | "contrast", options: typeof MOTION | typeof CONTRAST): HTMLElement {
  const select = element("select");
  for (const [value, label] of options) select.append(element("option", { text: t(label), attributes: { value } }));
  select.value = viewerSettings()[setting];
  select.addEventListener("change", () => {
    changeSettings({ [setting]: select.value } as Partial<Settings>);
  });
  return element("label", { class: "field" }, element("span", { text: t(`settings.${setting}`) }), select);
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

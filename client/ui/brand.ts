import { t } from "../i18n/t.ts";
import { element } from "./element.ts";
import { settingsButton } from "./settings-button.ts";

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

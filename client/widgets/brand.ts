import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

export function brand(): HTMLAnchorElement {
  const mark = element("img", { attributes: { src: "/thumb.svg", alt: "" } });
  return element("a", { class: "brand", attributes: { href: "/" } }, mark, element("span", { text: t("app.name") }));
}

import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";

/** A choice among versions. */
export function versionPicker(key: "lab.versionA" | "lab.versionB" | "lab.before" | "lab.after") {
  const input = element("select");
  const root = element("label", { class: "field lab-picker" }, element("span", { text: t(key) }), input);
  return {
    root,
    input,
    fill(versions: readonly number[], value: number) {
      input.replaceChildren(
        ...versions.map((version) =>
          element("option", { text: t("reveal.author", { version }), attributes: { value: String(version) } }),
        ),
      );
      input.value = String(value);
    },
  };
}

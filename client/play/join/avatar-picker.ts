import { AVATARS } from "../../canvas/art/avatar-art.ts";
import { t } from "../../i18n/t.ts";
import { avatarImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";

const SHOWN = 8;

/** A radio group of eight faces, the chosen one always among them; another eight on demand. */
export function avatarPicker(initial: number, random: () => number): { root: HTMLElement; value: () => number } {
  let chosen = initial;
  const choices = element("div", { class: "avatar-choices" });
  const root = element(
    "fieldset",
    { class: "avatar-picker" },
    element("legend", { text: t("join.avatar") }),
    choices,
    element("button", {
      class: "button small",
      text: t("join.shuffle"),
      attributes: { type: "button" },
      onClick: deal,
    }),
  );

  function deal(): void {
    const faces = new Set([chosen]);
    while (faces.size < SHOWN) faces.add(Math.floor(random() * AVATARS));
    choices.replaceChildren(...[...faces].map(choice));
  }

  function choice(avatar: number): HTMLElement {
    const input = element("input", { attributes: { type: "radio", name: "avatar", value: String(avatar) } });
    input.setAttribute("aria-label", t("avatar.name", { number: avatar + 1 }));
    input.checked = avatar === chosen;
    input.addEventListener("change", () => {
      chosen = avatar;
    });
    return element("label", { class: "avatar-choice" }, input, avatarImage(avatar));
  }

  deal();
  return { root, value: () => chosen };
}

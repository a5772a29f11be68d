import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/** Asks before something that can't be taken back. Resolves to false on Cancel and Escape. The focus starts on Cancel. */
export function confirmed(question: { heading: string; body: string; yes: string }): Promise<boolean> {
  const heading = element("h2", { text: question.heading, attributes: { id: "confirm-heading" } });
  const cancel = element("button", {
    class: "button",
    text: t("host.cancel"),
    attributes: { value: "", autofocus: "" },
  });
  const yes = element("button", { class: "button danger", text: question.yes, attributes: { value: "yes" } });
  const form = element(
    "form",
    { attributes: { method: "dialog" } },
    heading,
    element("p", { text: question.body }),
    element("div", { class: "dialog-buttons" }, cancel, yes),
  );
  const dialog = element("dialog", { class: "panel dialog", attributes: { "aria-labelledby": heading.id } }, form);
  document.body.append(dialog);
  dialog.showModal();
  return new Promise((resolve) => {
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
  });
}

import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { hostPassword } from "../host-password.ts";
import { rollBack } from "../lab-link.ts";

/** Asks whether the arena should go back to a version, why, and for the host password where the server wants one. */
export function rollbackDialog(onDone: (version: number, undone: number) => void): {
  root: HTMLElement;
  ask(version: number, later: number): void;
} {
  const heading = element("h2", { attributes: { id: "rollback-heading" } });
  const body = element("p");
  const reason = element("input", {
    attributes: { required: "", maxlength: "200", name: "reason", autocomplete: "off" },
  });
  const access = hostPassword();
  const cancel = element("button", { class: "button", text: t("lab.rollback.cancel"), attributes: { type: "button" } });
  const confirm = element("button", {
    class: "button danger",
    text: t("lab.rollback.confirm"),
    attributes: { type: "submit" },
  });
  const form = element(
    "form",
    { class: "rollback" },
    heading,
    body,
    element("label", { class: "field" }, element("span", { text: t("lab.rollback.reason") }), reason),
    access.field,
    access.problem,
    element("div", { class: "rollback-ways" }, cancel, confirm),
  );
  const root = element("dialog", { class: "panel", attributes: { "aria-labelledby": "rollback-heading" } }, form);
  let goal = 0;

  cancel.addEventListener("click", () => root.close());
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });

  async function send(): Promise<void> {
    confirm.disabled = true;
    access.clear();
    try {
      const { undone } = await rollBack(goal, reason.value.trim(), access.value());
      root.close();
      onDone(goal, undone);
    } catch (error) {
      access.complain(error);
    } finally {
      confirm.disabled = false;
    }
  }

  return {
    root,
    ask(version, later) {
      goal = version;
      setText(heading, t("lab.rollback.heading", { version }));
      setText(body, t("lab.rollback.body", { version, later }));
      reason.value = "";
      access.reset();
      root.showModal();
      reason.focus();
    },
  };
}

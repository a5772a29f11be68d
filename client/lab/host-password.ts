import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { LabProblem } from "./lab-link.ts";

/** Where a dialog of the lab asks for the host password, once the server wants one, and says what was wrong. */
export interface HostPassword {
  readonly field: HTMLElement;
  readonly problem: HTMLElement;
  value(): string;
  /** Hides the field and what was wrong. */
  reset(): void;
  /** Forgets what was wrong, before another try. */
  clear(): void;
  /** @throws what is no refusal of the server's */
  complain(error: unknown): void;
}

export function hostPassword(): HostPassword {
  const password = element("input", {
    attributes: { type: "password", name: "password", autocomplete: "current-password" },
  });
  const field = element("label", { class: "field" }, element("span", { text: t("lab.rollback.password") }), password);
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const clear = () => setText(problem, "");
  return {
    ...{ field, problem, clear },
    value: () => password.value,
    reset() {
      field.hidden = true;
      clear();
    },
    complain(error) {
      if (!(error instanceof LabProblem)) throw error;
      if (error.error === "password_needed" || error.error === "wrong_password") {
        field.hidden = false;
        password.focus();
      }
      setText(problem, error.error === "unreachable" ? t("lab.unreachable") : error.message);
    },
  };
}

import { t } from "../i18n/t.ts";
import { changeTraining, HostRefusal, trainingSettings } from "../net/api.ts";
import { arenaOfPage } from "../net/arenas-api.ts";
import { element, setText } from "../ui/element.ts";
import { learningFields } from "../ui/learning/learning-fields.ts";
import { accessToPage } from "./lab-link.ts";

/** How the model learns, for hosts to change. Asks for the host password where the server wants one. */
export function learningForm(): HTMLElement {
  const fields = learningFields();
  const password = element("input", { attributes: { type: "password", autocomplete: "current-password" } });
  const passwordField = element(
    "label",
    { class: "field" },
    element("span", { text: t("lab.rollback.password") }),
    password,
  );
  passwordField.hidden = true;
  const told = element("p", { class: "lab-told", attributes: { role: "status" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const save = element("button", { class: "button", text: t("learn.save"), attributes: { type: "submit" } });
  const root = element("form", { class: "learning" }, ...fields.parts, passwordField, problem, told, save);

  const tell = (status: string, trouble: string): void => {
    setText(told, status);
    setText(problem, trouble);
  };
  const complain = (error: unknown): void => {
    if (error instanceof HostRefusal) {
      if (error.error === "password_needed" || error.error === "wrong_password") {
        passwordField.hidden = false;
        password.focus();
      }
    }
    tell("", error instanceof HostRefusal ? error.message : t("lab.unreachable"));
  };
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    save.disabled = true;
    tell("", "");
    changeTraining(fields.read(), accessToPage(password.value))
      .then((settings) => {
        fields.show(settings);
        tell(t("learn.saved"), "");
      })
      .catch(complain)
      .finally(() => {
        save.disabled = false;
      });
  });

  save.disabled = true; // until the settings are known
  trainingSettings(arenaOfPage())
    .then((settings) => {
      fields.show(settings);
      save.disabled = false;
    })
    .catch(complain);
  return root;
}

import { t } from "../../i18n/t.ts";
import { changeTraining, trainingSettings } from "../../net/api.ts";
import { element } from "../../ui/element.ts";
import { type LearningChoices, learningFields } from "../../ui/learning/learning-fields.ts";

/** How the model learns, folded away on the form of a new game. It is the arena's, and outlasts the game. */
export function learningSection(): { root: HTMLElement; save(password: string): Promise<void> } {
  const fields = learningFields();
  let known: LearningChoices | null = null;
  const root = element(
    "details",
    { class: "create-more" },
    element("summary", { text: t("learn.heading") }),
    element("p", { class: "hint", text: t("learn.headingHint") }),
    ...fields.parts,
  );
  root.hidden = true; // until it shows what is so
  trainingSettings()
    .then((settings) => {
      fields.show(settings);
      known = fields.read();
      root.hidden = false;
    })
    .catch(() => {}); // told when the form is sent
  return {
    root,
    async save(password) {
      const chosen = fields.read();
      if (known === null || JSON.stringify(chosen) === JSON.stringify(known)) return;
      await changeTraining(chosen, password);
      known = chosen;
    },
  };
}

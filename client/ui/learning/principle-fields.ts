import { PRINCIPLES } from "../../../shared/protocol/principles.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";
import { type ConstitutionChoice, chosenPrinciples, withPrinciples } from "./principle-choice.ts";

/** The world's principles as boxes to tick: those ticked judge as a constitution beside the players. */
export function principleFields(): {
  readonly root: HTMLElement;
  read(): ConstitutionChoice;
  show(settings: ConstitutionChoice): void;
} {
  let shown: ConstitutionChoice = { judge: null, constitution: [] };
  const boxes = new Map(
    PRINCIPLES.map((name) => [name, element("input", { attributes: { type: "checkbox", name: "principle" } })]),
  );
  const chips = [...boxes].map(([name, box]) =>
    element(
      "label",
      { class: "choice" },
      box,
      element("span", { class: "choice-words" }, element("strong", { text: t(`principle.${name}`) })),
    ),
  );
  return {
    root: element(
      "fieldset",
      { class: "choices chips" },
      element("legend", { text: t("learn.constitution") }),
      element("p", { class: "hint", text: t("learn.constitutionHint") }),
      element("div", { class: "choice-row" }, ...chips),
    ),
    read: () =>
      withPrinciples(
        shown,
        PRINCIPLES.filter((name) => boxes.get(name)!.checked),
      ),
    show(settings) {
      shown = { judge: settings.judge, constitution: settings.constitution };
      const chosen = chosenPrinciples(settings);
      for (const [name, box] of boxes) box.checked = chosen.includes(name);
    },
  };
}

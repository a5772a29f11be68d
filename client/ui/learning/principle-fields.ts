import { PRINCIPLES, type PrincipleName } from "../../../shared/protocol/principles.ts";
import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";

/** The pocket world's principles as boxes to tick. Those ticked are the constitution that judges beside the players. */
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

/** The part of an arena's settings that makes a constitution. */
type ConstitutionChoice = Pick<TrainingSettings, "judge" | "constitution">;

/** The pocket world's principles that judge. */
export function chosenPrinciples({ judge, constitution }: ConstitutionChoice): readonly PrincipleName[] {
  return judge === "constitution" ? PRINCIPLES.filter((name) => constitution.includes(name)) : [];
}

/**
 * The settings with these principles chosen. Principles in somebody's own words stay as they were. With none left there is no
 * constitution; another judge stays until there is one.
 */
export function withPrinciples(settings: ConstitutionChoice, chosen: readonly PrincipleName[]): ConstitutionChoice {
  const judges = settings.judge === "constitution";
  const isKnown = (text: string) => PRINCIPLES.some((name) => name === text);
  const constitution = [...chosen, ...(judges ? settings.constitution.filter((text) => !isKnown(text)) : [])];
  if (constitution.length > 0) return { judge: "constitution", constitution };
  return judges ? { judge: null, constitution: [] } : settings;
}

import { PRINCIPLES, type PrincipleName } from "../../../shared/protocol/principles.ts";
import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";

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

/** What a constitution is, of an arena's settings. */
type ConstitutionChoice = Pick<TrainingSettings, "judge" | "constitution">;

/** The world's principles that judge. */
export function chosenPrinciples({ judge, constitution }: ConstitutionChoice): readonly PrincipleName[] {
  return judge === "constitution" ? PRINCIPLES.filter((name) => constitution.includes(name)) : [];
}

/**
 * The settings with these of the world's principles, and those in somebody's own words as they were. With none left the constitution
 * judges no more; another judge stays until there is one.
 */
export function withPrinciples(settings: ConstitutionChoice, chosen: readonly PrincipleName[]): ConstitutionChoice {
  const judges = settings.judge === "constitution";
  const isKnown = (text: string) => PRINCIPLES.some((name) => name === text);
  const constitution = [...chosen, ...(judges ? settings.constitution.filter((text) => !isKnown(text)) : [])];
  if (constitution.length > 0) return { judge: "constitution", constitution };
  return judges ? { judge: null, constitution: [] } : settings;
}

import { CAMP_AIMS, type CampAim } from "../../../shared/protocol/training/camps.ts";
import { METHOD_NAMES, type MethodName } from "../../../shared/protocol/training-methods.ts";
import type { TrainingSettings } from "../../../shared/protocol/training-settings.ts";
import { CRITERIA, type Criterion } from "../../../shared/round/settings.ts";
import { t } from "../../i18n/t.ts";
import { type Choice, choiceGroup } from "../choice-group.ts";
import { element } from "../element.ts";
import { principleFields } from "./principle-fields.ts";

/** What a host chooses about how the model learns. */
export type LearningChoices = Pick<
  TrainingSettings,
  | "method"
  | "axisWeights"
  | "campAim"
  | "demonstrationShare"
  | "judge"
  | "constitution"
  | "aiShare"
  | "contestants"
  | "contestantShare"
  | "teacherShare"
>;

/**
 * The fields for how the model learns: the method, the weight of each criterion, the share of players' own answers, the AI judge beside the
 * players (principles or another one), and the external models that answer beside the model and may teach it.
 */
export function learningFields(): {
  readonly parts: readonly HTMLElement[];
  read(): LearningChoices;
  show(choices: LearningChoices): void;
} {
  const [first, ...others] = METHOD_NAMES.map(
    (value): Choice<MethodName> => ({ value, label: t(`learn.method.${value}`), hint: t(`learn.method.${value}Hint`) }),
  );
  const method = choiceGroup<MethodName>(t("learn.method"), [first!, ...others]);
  const [firstAim, ...otherAims] = CAMP_AIMS.map(
    (value): Choice<CampAim> => ({ value, label: t(`learn.camps.${value}`), hint: t(`learn.camps.${value}Hint`) }),
  );
  const campAim = choiceGroup<CampAim>(t("learn.camps"), [firstAim!, ...otherAims]);
  const weights = new Map(CRITERIA.map((criterion) => [criterion, percentInput(100)]));
  const share = percentInput(50);
  const principles = principleFields();
  const judge = element("input", {
    attributes: { type: "text", maxlength: "100", pattern: "[\\w\\-]*", autocapitalize: "none", spellcheck: "false" },
  });
  const aiShare = percentInput(90);
  const externalModels = element("input", {
    attributes: { type: "text", maxlength: "170", pattern: "[\\w\\-, ]*", autocapitalize: "none", spellcheck: "false" },
  });
  const externalModelShare = percentInput(50);
  const teacherShare = percentInput(40);
  const field = (label: string, input: HTMLInputElement) =>
    element("label", { class: "field" }, element("span", { text: label }), input);
  const shareIn = (input: HTMLInputElement): number => Math.round(Number(input.value)) / 100;
  return {
    parts: [
      method.root,
      element(
        "fieldset",
        { class: "choices" },
        element("legend", { text: t("learn.weights") }),
        element("p", { class: "hint", text: t("learn.weightsHint") }),
        element(
          "div",
          { class: "create-numbers" },
          ...CRITERIA.map((criterion) => field(t(`create.criterion.${criterion}`), weights.get(criterion)!)),
        ),
      ),
      campAim.root,
      field(t("learn.demonstrations"), share),
      principles.root,
      field(t("learn.judge"), judge),
      field(t("learn.aiShare"), aiShare),
      field(t("learn.externalModels"), externalModels),
      field(t("learn.externalModelShare"), externalModelShare),
      field(t("learn.teacherShare"), teacherShare),
    ],
    read() {
      const constitution = principles.read();
      const ticked = constitution.judge === "constitution";
      return {
        method: method.value(),
        axisWeights: Object.fromEntries(
          CRITERIA.map((criterion) => [criterion, shareIn(weights.get(criterion)!)]),
        ) as Record<Criterion, number>,
        campAim: campAim.value(),
        demonstrationShare: shareIn(share),
        constitution: constitution.constitution,
        judge: ticked ? constitution.judge : judge.value.trim() || null,
        aiShare: shareIn(aiShare),
        contestants: externalModels.value.split(/[\s,]+/).filter((name) => name !== ""),
        contestantShare: shareIn(externalModelShare),
        teacherShare: shareIn(teacherShare),
      };
    },
    show(choices) {
      method.choose(choices.method);
      for (const [criterion, input] of weights) input.value = String(Math.round(100 * choices.axisWeights[criterion]));
      campAim.choose(choices.campAim);
      share.value = String(Math.round(100 * choices.demonstrationShare));
      principles.show(choices);
      judge.value = choices.judge === "constitution" ? "" : (choices.judge ?? "");
      aiShare.value = String(Math.round(100 * choices.aiShare));
      externalModels.value = choices.contestants.join(", ");
      externalModelShare.value = String(Math.round(100 * choices.contestantShare));
      teacherShare.value = String(Math.round(100 * choices.teacherShare));
    },
  };
}

function percentInput(max: number): HTMLInputElement {
  return element("input", {
    attributes: { type: "number", min: "0", max: String(max), step: "1", required: "", inputmode: "numeric" },
  });
}

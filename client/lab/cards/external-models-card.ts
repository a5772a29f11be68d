import type { ExternalModelsBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { pauseText } from "./judge-card.ts";

/** The external models that answer beside the policy: what they give and cost, and why they pause. Hidden where there is none. */
export function externalModelsCard(): { root: HTMLElement; update(board: ExternalModelsBoard): void } {
  const list = element("div", { class: "lab-external-models" });
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t("lab.section.externalModels") }),
    element("p", { class: "hint", text: t("lab.section.externalModelsHint") }),
    list,
  );
  root.hidden = true;
  return {
    root,
    update({ contestants }) {
      root.hidden = contestants.length === 0;
      list.replaceChildren(...contestants.map(cardOf));
    },
  };
}

function cardOf(one: ExternalModelsBoard["contestants"][number]): HTMLElement {
  const figure = (name: string, value: string) =>
    element("div", { class: "lab-figure" }, element("dt", { text: name }), element("dd", { text: value }));
  const costs = t("lab.judge.costs", { calls: decimals(one.calls, 0), tokens: decimals(one.tokens, 0) });
  const told = {
    class: "lab-told",
    text: one.paused === null ? "" : pauseText(one.paused),
    attributes: { role: "status" },
  };
  return element(
    "section",
    {},
    element("h3", {}, element("bdi", { text: one.name })),
    element("p", told),
    element(
      "div",
      { class: "lab-glance" },
      element(
        "dl",
        {},
        figure(t("lab.externalModel.share"), percent(one.share)),
        figure(t("lab.externalModel.answers"), decimals(one.answers, 0)),
        figure(t("lab.externalModel.unusable"), decimals(one.unusable, 0)),
        figure(t("lab.judge.cost"), costs),
      ),
    ),
  );
}

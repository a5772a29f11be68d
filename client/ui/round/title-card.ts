import { lastBeat } from "../../../shared/round/modes.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../element.ts";

/** Says that everybody is about to judge the same. Nothing on it can be pressed: whoever is still tapping votes on nothing. */
export function titleCard({ mode }: Pick<RoomView, "mode">) {
  const beat = lastBeat(mode);
  const stage = element("div", { class: "stage", attributes: { "aria-hidden": "true" } });
  const root = element(
    "section",
    { class: "title-card" },
    element(
      "div",
      { class: "panel" },
      element("h1", { text: t(`title.${beat}`) }),
      element("p", { class: "title-body", text: t(`title.${beat}Body`) }),
      element("p", { text: t("title.rest") }),
    ),
    stage,
  );
  return { root, stage, update: () => {}, pairId: () => null, close: () => {} };
}

/** What a screen reader is told when the card comes. */
export const titleText = ({ mode }: Pick<RoomView, "mode">): string => {
  const beat = lastBeat(mode);
  return `${t(`title.${beat}`)}. ${t(`title.${beat}Body`)}`;
};

import type { CampsBoard } from "../../../shared/protocol/training/camps.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";

/**
 * Two camps among the voters, where votes show them: about how many people either has, and one pair of answers on which they differ. Who
 * belongs to which is told to nobody. Hidden where there is one taste.
 */
export function campsCard(): { readonly root: HTMLElement; update(board: CampsBoard): void } {
  const sizes = element("p", {});
  const prompt = element("p", { class: "then-and-now-prompt", attributes: { dir: "auto" } });
  const answers = [1, 2].map(() => element("blockquote", { attributes: { dir: "auto" } }));
  const figures = answers.map((answer, i) =>
    element(
      "figure",
      { class: "then-answer" },
      element("figcaption", { text: t(i === 0 ? "lab.camps.first" : "lab.camps.second") }),
      answer,
    ),
  );
  const example = element("div", {}, prompt, element("div", { class: "lab-pair" }, ...figures));
  const root = element(
    "section",
    { class: "panel lab-section lab-camps" },
    element("h2", { text: t("lab.camps.heading") }),
    element("p", { class: "hint", text: t("lab.camps.hint") }),
    sizes,
    example,
  );
  root.hidden = true;
  return {
    root,
    update({ camps }) {
      root.hidden = camps === null;
      if (camps === null) return;
      const [first, second] = camps.sizes;
      setText(sizes, t("lab.camps.sizes", { first, second }));
      example.hidden = camps.example === null;
      if (camps.example === null) return;
      setText(prompt, camps.example.prompt);
      for (const [i, answer] of answers.entries()) setText(answer, camps.example.answers[i]!);
    },
  };
}

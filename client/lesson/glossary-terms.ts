import { t } from "../i18n/t.ts";
import { element } from "../ui/element.ts";

/** The field's words that the lesson explains on tap. */
export const TERMS = [
  "pretraining",
  "sft",
  "rewardModel",
  "ppo",
  "kl",
  "overOptimisation",
  "dpo",
  "aiFeedback",
  "constitution",
] as const;
export type Term = (typeof TERMS)[number];

let made = 0;

/** A field's word as a button that explains it. Closed by Escape, its own button, or a press elsewhere. */
export function termButton(term: Term): HTMLElement {
  const id = `term-${made++}`;
  const close = element("button", {
    class: "button small",
    text: t("glossary.close"),
    attributes: { type: "button", popovertarget: id, popovertargetaction: "hide" },
  });
  const entry = element(
    "div",
    { class: "term panel", attributes: { id, popover: "auto", role: "dialog", "aria-labelledby": `${id}-word` } },
    element("h2", { text: t(`glossary.${term}`), attributes: { id: `${id}-word` } }),
    element("p", { text: t(`glossary.${term}.text`) }),
    close,
  );
  const button = element(
    "button",
    { class: "term-word", attributes: { type: "button", popovertarget: id, title: t("glossary.open") } },
    element("span", { text: t(`glossary.${term}`) }),
    element("span", { class: "term-mark", text: "?", attributes: { "aria-hidden": "true" } }),
  );
  return element("span", { class: "term-holder" }, button, entry);
}

import { element, setText } from "./element.ts";

export interface Choice<V extends string> {
  readonly value: V;
  readonly label: string;
  readonly hint?: string;
}

export interface ChoiceGroup<V extends string> {
  readonly root: HTMLFieldSetElement;
  value(): V;
  /** Chooses without calling `onChange`. */
  choose(value: V): void;
  /** Sets which values can't be chosen now. */
  disable(values: readonly V[]): void;
  rename(value: V, label: string): void;
}

let made = 0;

/** Radio buttons drawn as cards or, without hints, as chips. */
export function choiceGroup<V extends string>(
  legend: string,
  choices: readonly [Choice<V>, ...Choice<V>[]],
  onChange: (value: V) => void = () => {},
): ChoiceGroup<V> {
  const name = `choice-${made++}`;
  const inputs = new Map(
    choices.map(({ value }) => [value, element("input", { attributes: { type: "radio", name, value } })]),
  );
  const names = new Map(choices.map(({ value, label }) => [value, element("strong", { text: label })]));
  const labels = choices.map(({ value, hint }) => {
    const words = element("span", { class: "choice-words" }, names.get(value) ?? null);
    if (hint !== undefined) words.append(element("span", { class: "choice-hint", text: hint }));
    return element("label", { class: "choice" }, inputs.get(value) ?? null, words);
  });
  const root = element(
    "fieldset",
    { class: choices.some(({ hint }) => hint !== undefined) ? "choices cards" : "choices chips" },
    element("legend", { text: legend }),
    element("div", { class: "choice-row" }, ...labels),
  );
  const chosen = (): V => choices.find(({ value }) => inputs.get(value)?.checked)?.value ?? choices[0].value;
  root.addEventListener("change", () => onChange(chosen()));
  const choose = (wanted: V): void => {
    for (const [value, input] of inputs) input.checked = value === wanted;
  };
  choose(choices[0].value);
  return {
    root,
    value: chosen,
    choose,
    disable(values) {
      for (const [value, input] of inputs) input.disabled = values.includes(value);
    },
    rename(value, label) {
      setText(names.get(value) ?? root, label);
    },
  };
}

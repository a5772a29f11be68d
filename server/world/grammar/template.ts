/**
 * Slot templates: `{a|b|}` stands for one of its alternatives, which may be empty or hold slots of their own. One parsed
 * template both generates sentences and recognises them, so the two can't drift apart.
 */
export type Template = readonly (string | readonly Template[])[];

/** Throws on an unclosed or unopened brace. */
export function parseTemplate(source: string): Template {
  let at = 0;
  const sequence = (nested: boolean): Template => {
    const nodes: (string | Template[])[] = [];
    let text = "";
    for (; at < source.length; at++) {
      const char = source[at]!;
      if (nested && (char === "|" || char === "}")) break;
      if (char === "}") throw new Error(`Unopened "}" in template: ${source}`);
      if (char !== "{") {
        text += char;
        continue;
      }
      if (text !== "") nodes.push(text);
      text = "";
      nodes.push(choice());
    }
    if (text !== "") nodes.push(text);
    return nodes;
  };
  const choice = (): Template[] => {
    const options: Template[] = [];
    do {
      at++;
      options.push(sequence(true));
    } while (source[at] === "|");
    if (source[at] !== "}") throw new Error(`Unclosed "{" in template: ${source}`);
    return options;
  };
  return sequence(false);
}

export function pick<T>(items: readonly T[], random: () => number): T {
  return items[Math.floor(random() * items.length)]!;
}

export function expand(template: Template, random: () => number): string {
  return template.map((node) => (typeof node === "string" ? node : expand(pick(node, random), random))).join("");
}

/** Every realisation, in order. */
export function realisations(template: Template): string[] {
  let texts = [""];
  for (const node of template) {
    const tails = typeof node === "string" ? [node] : node.flatMap(realisations);
    texts = texts.flatMap((head) => tails.map((tail) => head + tail));
  }
  return texts;
}

/** The texts of a template, each with its expected number of occurrences in a realisation. */
export function expectedText(template: Template, weight = 1): { text: string; weight: number }[] {
  return template.flatMap((node) =>
    typeof node === "string"
      ? [{ text: node, weight }]
      : node.flatMap((option) => expectedText(option, weight / node.length)),
  );
}

/** Source of a regular expression that matches the realisations; `holes` maps single characters to the patterns they stand for. */
export function templatePattern(template: Template, holes: Readonly<Record<string, string>>): string {
  return template
    .map((node) =>
      typeof node === "string"
        ? [...node].map((char) => holes[char] ?? char.replace(/[.*+?^${}()|[\]\\]/, "\\$&")).join("")
        : `(?:${node.map((option) => templatePattern(option, holes)).join("|")})`,
    )
    .join("");
}

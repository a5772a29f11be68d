import { sitePath } from "../net/site-path.ts";

interface Options {
  readonly class?: string;
  /** Set through `textContent`: names and answers are never parsed as markup. */
  readonly text?: string;
  /** Addresses of this site begin with a slash, wherever the site lies. */
  readonly attributes?: Readonly<Record<string, string>>;
  readonly onClick?: () => void;
}

/** An element with its class, text, attributes and children. */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  options: Options = {},
  ...children: readonly (Node | null)[]
): HTMLElementTagNameMap[K] {
  const node = document.createElement(tag);
  if (options.class !== undefined) node.className = options.class;
  if (options.text !== undefined) node.textContent = options.text;
  for (const [name, value] of Object.entries(options.attributes ?? {}))
    node.setAttribute(name, name === "href" || name === "src" ? sitePath(value) : value);
  if (options.onClick !== undefined) node.addEventListener("click", options.onClick);
  for (const child of children) if (child !== null) node.append(child);
  return node;
}

/** Writes only a text that changed, so that a selection stays and a live region does not repeat itself. */
export function setText(node: HTMLElement, text: string): void {
  if (node.textContent !== text) node.textContent = text;
}

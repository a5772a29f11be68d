import { element } from "./element.ts";

/** A row that stays where it is while what it shows changes. */
export interface KeyedRow<Item> {
  readonly root: HTMLElement;
  update(item: Item): void;
}

/**
 * A list whose rows are kept by key: a press on a button that lasts while others act still hits the same button, and the focus stays.
 * Rows are moved only when their order changes, and then none that holds a press or the focus.
 *
 * @param rowOf makes a row, whose `update` is called at once
 */
export function keyedList<Item>(
  list: HTMLElement,
  keyOf: (item: Item) => string,
  rowOf: (item: Item) => KeyedRow<Item>,
): { update(items: readonly Item[]): void } {
  let rows = new Map<string, KeyedRow<Item>>();
  let pressed = false;
  list.addEventListener("pointerdown", () => {
    pressed = true;
    // Wherever the finger is lifted, the press is over.
    addEventListener("pointerup", release, { once: true });
    addEventListener("pointercancel", release, { once: true });
  });
  let waiting: (() => void) | null = null;

  function release(): void {
    // The click comes after the pointer is up.
    setTimeout(() => {
      pressed = false;
      waiting?.();
      waiting = null;
    });
  }

  function arrange(items: readonly Item[]): void {
    const next = new Map(items.map((item) => [keyOf(item), rows.get(keyOf(item)) ?? rowOf(item)] as const));
    for (const [key, row] of rows) if (!next.has(key)) row.root.remove();
    rows = next;
    let at = list.firstElementChild;
    for (const { root } of next.values()) {
      if (root === at) at = at.nextElementSibling;
      else keepingFocus(() => list.insertBefore(root, at));
    }
  }

  return {
    update(items) {
      // Nothing is moved under a finger; what the rows show is up to date all the same.
      if (pressed) waiting = () => arrange(items);
      else arrange(items);
      for (const item of items) rows.get(keyOf(item))?.update(item);
    },
  };
}

/** A moved element loses the focus. */
function keepingFocus(move: () => void): void {
  const { activeElement } = document;
  move();
  if (activeElement instanceof HTMLElement && document.activeElement !== activeElement) activeElement.focus();
}

/** A button of a row; `label` is what a screen reader says in the place of a short text. */
export function rowButton(
  text: string,
  onClick: () => void,
  { label, primary = false }: { readonly label: string; readonly primary?: boolean },
): HTMLButtonElement {
  const attributes = { type: "button", "aria-label": label };
  return element("button", { class: `button tiny${primary ? " primary" : ""}`, text, attributes, onClick });
}

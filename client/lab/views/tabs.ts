import { element } from "../../ui/element.ts";

/** One tab; its name is what a link to it says behind the `#`. */
export interface Tab {
  readonly name: string;
  readonly label: string;
  readonly content: HTMLElement;
}

export interface Tabs {
  readonly root: HTMLElement;
  open(name: string): void;
  /** The tab that is open. */
  readonly opened: string;
}

/**
 * Tabs as the ARIA Authoring Practices describe them: the tab key enters the row at the open tab, arrows, Home and End move along it and
 * open. The first one is open at the beginning.
 *
 * @param onOpen is called when the viewer opens one
 */
export function tabs(label: string, all: readonly Tab[], onOpen: (name: string) => void): Tabs {
  const list = element("div", { class: "tabs", attributes: { role: "tablist", "aria-label": label } });
  const buttons = new Map<string, HTMLButtonElement>();
  const panels = new Map<string, HTMLElement>();
  let opened = all[0]!.name;

  function open(name: string): void {
    opened = name;
    for (const [one, button] of buttons) {
      button.setAttribute("aria-selected", String(one === name));
      button.tabIndex = one === name ? 0 : -1;
      panels.get(one)!.hidden = one !== name;
    }
  }
  for (const { name, label: text, content } of all) {
    const attributes = { type: "button", role: "tab", id: `tab-${name}`, "aria-controls": `panel-${name}` };
    const button = element("button", {
      ...{ class: "tab", text, attributes },
      onClick() {
        open(name);
        onOpen(name);
      },
    });
    buttons.set(name, button);
    const panel = { role: "tabpanel", id: `panel-${name}`, "aria-labelledby": `tab-${name}` };
    panels.set(name, element("div", { class: "tab-panel", attributes: panel }, content));
  }
  list.append(...buttons.values());
  list.addEventListener("keydown", (event) => {
    const names = [...buttons.keys()];
    const at = names.indexOf(opened);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: -1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    const button = buttons.get(names.at(next % names.length)!)!;
    button.click();
    button.focus();
  });
  open(opened);
  return {
    root: element("div", { class: "tabbed" }, list, ...panels.values()),
    open,
    get opened() {
      return opened;
    },
  };
}

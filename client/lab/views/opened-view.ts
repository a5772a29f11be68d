import type { Tabs } from "./tabs.ts";

const KEY = "thumbwar:lab";

/**
 * Opens the view that the address names (`/lab#ratings`), else the one that was open last on this device. Whatever the viewer opens is
 * written into the address, so that it can be passed on.
 *
 * @param outer the two views; `inner` the subjects of the second, `research`
 * @param research the name of the view that `inner` is in
 */
export function followAddress(outer: Tabs, inner: Tabs, research: string): (name: string) => void {
  const find = (name: string) => document.getElementById(`panel-${name}`);

  /** A name is that of a view, of a subject, or the id of a card. */
  function show(name: string): boolean {
    const card = name === "" ? null : document.getElementById(name);
    const panel = find(name) ?? card?.closest(".tab-panel") ?? null;
    if (panel === null) return false;
    const isSubject = inner.root.contains(panel);
    outer.open(isSubject ? research : panel.id.replace("panel-", ""));
    if (isSubject) inner.open(panel.id.replace("panel-", ""));
    if (card !== null) card.scrollIntoView();
    return true;
  }
  const fromAddress = (): boolean =>
    show(new URLSearchParams(location.search).get("view") ?? "") || show(location.hash.slice(1));
  if (!fromAddress()) show(remembered());
  addEventListener("hashchange", () => show(location.hash.slice(1)));
  return (name) => {
    const now = name === research ? inner.opened : name;
    history.replaceState(null, "", `${location.pathname}#${now}`);
    try {
      localStorage.setItem(KEY, now);
    } catch {
      // A private window begins with the class's view.
    }
  };
}

function remembered(): string {
  try {
    return localStorage.getItem(KEY) ?? "";
  } catch {
    return "";
  }
}

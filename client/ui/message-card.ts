import { element } from "./element.ts";

/** A page-filling message with one way on. */
export function messageCard(heading: string, body: string, link: { href: string; label: string }): HTMLElement {
  const way = element("a", { class: "button primary", text: link.label, attributes: { href: link.href } });
  return element(
    "main",
    { class: "message" },
    element(
      "div",
      { class: "panel", attributes: { role: "alert" } },
      element("h1", { text: heading }),
      element("p", { text: body }),
      way,
    ),
  );
}

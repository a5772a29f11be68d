import { t } from "../i18n/t.ts";
import { brand } from "./brand.ts";
import { element, setText } from "./element.ts";

/** The head of the public pages: which page this is, a link to the other, and whether figures still come in. */
export function boardsHead(
  page: "boards" | "lab",
  heading: string,
): { root: HTMLElement; connected(yes: boolean): void } {
  const state = element("p", { class: "live-state", attributes: { role: "status" } });
  const links = (["boards", "lab"] as const).map((name) =>
    element("a", {
      class: "button small",
      text: t(`nav.${name}`),
      attributes: { href: name === "lab" ? "/lab" : "/board", ...(name === page ? { "aria-current": "page" } : {}) },
    }),
  );
  const nav = element("nav", { class: "boards-nav", attributes: { "aria-label": t("nav.pages") } }, ...links);
  let ever = false;
  const show = (text: string, kind: "live" | "lost" | "waiting"): void => {
    setText(state, text);
    state.dataset.state = kind;
  };
  show(t("link.connecting"), "waiting");
  return {
    root: element("header", { class: "page-head" }, brand(), element("h1", { text: heading }), state, nav),
    connected(yes) {
      ever ||= yes;
      if (yes) show(t("boards.live"), "live");
      else show(ever ? t("boards.lost") : t("boards.offline"), "lost");
    },
  };
}

import { boardPath, labPath } from "../../shared/protocol/arenas.ts";
import { t } from "../i18n/t.ts";
import { arenaOfPage } from "../net/arenas-api.ts";
import { brand } from "./brand.ts";
import { element, setText } from "./element.ts";

/** The head of the public pages: which page this is, a link to the other, and whether figures still come in. */
export function boardsHead(
  page: "boards" | "lab",
  heading: string,
): { root: HTMLElement; heading: HTMLElement; connected(yes: boolean): void } {
  const state = element("p", { class: "live-state", attributes: { role: "status" } });
  const links = (["boards", "lab"] as const).map((name) =>
    element("a", {
      class: "button small",
      text: t(`nav.${name}`),
      attributes: {
        href: (name === "lab" ? labPath : boardPath)(arenaOfPage()),
        ...(name === page ? { "aria-current": "page" } : {}),
      },
    }),
  );
  const nav = element("nav", { class: "boards-nav", attributes: { "aria-label": t("nav.pages") } }, ...links);
  const title = element("h1", { text: heading, attributes: { dir: "auto" } });
  let ever = false;
  const show = (text: string, kind: "live" | "lost" | "waiting"): void => {
    setText(state, text);
    state.dataset.state = kind;
  };
  show(t("link.connecting"), "waiting");
  return {
    heading: title,
    root: element("header", { class: "page-head" }, brand(), title, state, nav),
    connected(yes) {
      ever ||= yes;
      if (yes) show(t("boards.live"), "live");
      else show(ever ? t("boards.lost") : t("boards.offline"), "lost");
    },
  };
}

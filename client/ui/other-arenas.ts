import { boardPath, labPath } from "../../shared/protocol/arenas.ts";
import { t } from "../i18n/t.ts";
import { arenaOfPage, findArena, listedArenas } from "../net/arenas-api.ts";
import { element, setText } from "./element.ts";
import { messageCard } from "./message-card.ts";

/** The other models of this server, as far as they are public: links to their pages of the same kind. Hidden where there are none. */
export function otherArenas(page: "boards" | "lab"): HTMLElement {
  const list = element("ul", { class: "other-arenas" });
  const root = element("nav", { class: "panel other-arenas-panel" }, element("h2", { text: t("boards.others") }), list);
  root.setAttribute("aria-label", t("boards.others"));
  root.hidden = true;
  const pathOf = page === "lab" ? labPath : boardPath;
  void listedArenas()
    .then((arenas) => {
      const others = arenas.filter(({ name }) => name !== arenaOfPage());
      list.replaceChildren(
        ...others.map(({ name, title, version }) =>
          element(
            "li",
            {},
            element("a", { text: name === "main" ? t("boards.main") : title, attributes: { href: pathOf(name) } }),
            element("span", { class: "hint", text: version === null ? "" : t("boards.version", { version }) }),
          ),
        ),
      );
      root.hidden = others.length === 0;
    })
    .catch(() => {}); // the page says itself when the server can't be reached
  return root;
}

/** Names the arena of the page in its heading, or says that there is none of this name. */
export function nameArena(heading: HTMLElement, app: HTMLElement): void {
  const name = arenaOfPage();
  if (name === "main") return;
  void findArena(name)
    .then((arena) => {
      if (arena !== null) return setText(heading, `${heading.textContent}: ${arena.title}`);
      const way = { href: "/board", label: t("boards.main") };
      app.replaceChildren(messageCard(t("boards.noArena", { name }), t("boards.noArenaBody"), way));
    })
    .catch(() => {});
}

import type { HostedGame, OpenGames } from "../../../shared/protocol/hosting.ts";
import { t } from "../../i18n/t.ts";
import { HostRefusal } from "../../net/api.ts";
import { keptAddress } from "../../net/game-address.ts";
import { hostedGame, hostKey, makeRematch, openGames } from "../../net/hosting-api.ts";
import { sitePath } from "../../net/site-path.ts";
import { forgetGame, gamesOfDevice, hostTokenOf, rememberGame, type StoredGame } from "../../net/stored-seat.ts";
import { element, setText } from "../../ui/element.ts";

const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "medium", timeStyle: "short" });

/** Games that were created on this device, with what can be done about each. */
export function gamesOfThisDevice(): HTMLElement {
  const list = element("ul", { class: "games" });
  const none = element("p", { class: "hint", text: t("host.yoursNone") });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const root = element(
    "section",
    { class: "panel games-panel" },
    element("h2", { text: t("host.yours") }),
    none,
    list,
    problem,
  );
  const rows = gamesOfDevice().map((game) => ownRow(game, (text) => setText(problem, text), refresh));
  list.replaceChildren(...rows);
  refresh();

  function refresh(): void {
    none.hidden = list.childElementCount > 0;
  }
  return root;
}

function ownRow(game: StoredGame, fail: (text: string) => void, changed: () => void): HTMLElement {
  const { code, title, createdAt } = game;
  const hostToken = hostTokenOf(code);
  const actions = element("div", { class: "game-actions" });
  const { root, state } = gameRow(title, code, createdAt, actions);
  const forget = button(t("host.forget"), t("host.forgetLabel", { code }), () => {
    forgetGame(code);
    root.remove();
    changed();
  });
  actions.append(forget);
  if (hostToken === null) return root;

  const show = (known: HostedGame | null): void => {
    setText(state, known === null ? t("host.gameGone") : stateOf(known));
    if (known === null) return;
    const over = known.phase === "finished";
    const open = link(t("host.open"), t("host.openLabel", { code }), `/host/${code}`);
    const results = link(t("host.results"), t("host.resultsLabel", { code }), `/results/${code}`);
    const again = button(t("host.rematch"), t("host.rematchLabel", { code }), () => {
      again.disabled = true;
      makeRematch(code, hostToken)
        .then((next) => {
          rememberGame({ code: next.code, title, createdAt: Date.now() });
          location.assign(sitePath(keptAddress(`/host/${next.code}`, next.code, "key", hostToken)));
        })
        .catch((error: unknown) => {
          again.disabled = false;
          fail(textOf(error));
        });
    });
    actions.prepend(...(over ? [again, results] : [open, results]));
  };
  hostedGame(code, hostToken)
    .then(show)
    .catch((error: unknown) => setText(state, textOf(error)));
  return root;
}

/**
 * Every open game of this server, the drop-in among them, for those who know the host password.
 * @param password the field of the form into which it is typed
 */
export function gamesOfServer(password: HTMLInputElement): HTMLElement {
  const list = element("ul", { class: "games" });
  const said = element("p", { class: "problem", attributes: { role: "alert" } });
  const show = element("button", {
    class: "button small",
    text: t("host.allShow"),
    attributes: { type: "button" },
    onClick() {
      if (!password.reportValidity()) return;
      show.disabled = true;
      setText(said, "");
      openGames(password.value)
        .then((games) => {
          list.replaceChildren(...games.map((game) => openRow(game, password.value, (text) => setText(said, text))));
          if (games.length === 0) setText(said, t("host.allNone"));
        })
        .catch((error: unknown) => setText(said, textOf(error)))
        .finally(() => {
          show.disabled = false;
        });
    },
  });
  return element(
    "section",
    { class: "panel games-panel" },
    element("h2", { text: t("host.all") }),
    element("p", { class: "hint", text: t("host.allHint") }),
    element("div", {}, show),
    said,
    list,
  );
}

function openRow(game: OpenGames["games"][number], password: string, fail: (text: string) => void): HTMLElement {
  const { code, title, createdAt } = game;
  const open = button(t("host.open"), t("host.openLabel", { code }), () => {
    const own = hostTokenOf(code);
    const page = `/host/${code}`;
    if (own !== null) return location.assign(sitePath(page));
    open.disabled = true;
    hostKey(code, password)
      .then(({ hostToken }) => {
        if (!game.dropIn) rememberGame({ code, title, createdAt: Date.parse(createdAt) });
        location.assign(sitePath(keptAddress(page, code, "key", hostToken)));
      })
      .catch((error: unknown) => {
        open.disabled = false;
        fail(textOf(error));
      });
  });
  const { root, state } = gameRow(title, code, Date.parse(createdAt), element("div", { class: "game-actions" }, open));
  setText(state, stateOf(game));
  return root;
}

function gameRow(title: string, code: string, createdAt: number, actions: HTMLElement) {
  const state = element("p", { class: "hint" });
  const name = element("strong", { text: title, attributes: { dir: "auto" } });
  const when = element("span", { class: "hint", text: day.format(createdAt) });
  const head = element("p", { class: "game-head" }, name, element("span", { class: "pill code", text: code }), when);
  return { root: element("li", { class: "game" }, element("div", {}, head, state), actions), state };
}

const stateOf = ({ phase, players }: Pick<HostedGame, "phase" | "players">): string =>
  `${t(`phase.${phase}`)} · ${t("host.gamePlayers", { count: players })}`;

function textOf(error: unknown): string {
  return error instanceof HostRefusal ? error.message : t("refusal.unavailable");
}

function button(text: string, label: string, onClick: () => void): HTMLButtonElement {
  const attributes = { type: "button", "aria-label": label };
  return element("button", { class: "button tiny", text, attributes, onClick });
}

function link(text: string, label: string, href: string): HTMLAnchorElement {
  return element("a", { class: "button tiny", text, attributes: { href, "aria-label": label } });
}

import type { PlayerView, RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { element } from "../ui/element.ts";

/** What the host may do with a player. */
interface PlayerActions {
  kick(player: PlayerView): void;
  ban(player: PlayerView): void;
  mute(player: PlayerView, muted: boolean): void;
}

/** Everyone in the session for the host: score, progress in this phase, and what the host may do about them. */
export function playerTable(actions: PlayerActions): { root: HTMLElement; update(view: RoomView): void } {
  const list = element("ul", { class: "player-list" });
  const heading = element("h2", { text: t("host.players") });
  const root = element("section", { class: "panel players" }, heading, list);
  let drawn = "";
  return {
    root,
    update(view) {
      const players = [...view.players.values()].sort(
        (x, y) => y.score - x.score || x.nickname.localeCompare(y.nickname),
      );
      const key = JSON.stringify([view.phase, players]);
      if (key === drawn) return;
      drawn = key;
      heading.textContent = `${t("host.players")} (${players.length})`;
      const focused = document.activeElement?.getAttribute("data-action");
      const rows = players.map((player) => rowOf(player, view.phase, actions));
      list.replaceChildren(...(rows.length > 0 ? rows : [element("li", { class: "hint", text: t("lobby.nobody") })]));
      if (focused) list.querySelector<HTMLElement>(`[data-action="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

function rowOf(player: PlayerView, phase: RoomView["phase"], { kick, ban, mute }: PlayerActions): HTMLElement {
  const { id, nickname, muted } = player;
  const note = noteOf(player, phase);
  const action = (name: Parameters<typeof icon>[0], label: string, onClick: () => void) =>
    element(
      "button",
      {
        class: "icon-button",
        attributes: {
          type: "button",
          "aria-label": label,
          title: label,
          "data-action": `${name === "unmute" ? "mute" : name}-${id}`,
        },
        onClick,
      },
      icon(name),
    );
  return element(
    "li",
    { class: `player${player.connected ? "" : " away"}` },
    avatarImage(player.avatar),
    element("span", { class: "player-name" }, element("bdi", { text: nickname })),
    note === "" ? null : element("span", { class: "pill", text: note }),
    element("span", { class: "standing-score", text: String(Math.round(player.score)) }),
    element(
      "span",
      { class: "player-actions" },
      muted
        ? action("unmute", t("host.unmuteLabel", { nickname }), () => mute(player, false))
        : action("mute", t("host.muteLabel", { nickname }), () => mute(player, true)),
      action("remove", t("host.kickLabel", { nickname }), () => kick(player)),
      action("ban", t("host.banLabel", { nickname }), () => ban(player)),
    ),
  );
}

function noteOf(player: PlayerView, phase: RoomView["phase"]): string {
  if (!player.connected) return t("standings.away");
  if (player.locked) return t("host.lockedIn");
  return phase === "rapid" ? t("host.judged", { count: player.judged }) : "";
}

const SVG = "http://www.w3.org/2000/svg";

/** Strokes on a field of 24 x 24. */
const PATHS = {
  mute: "M4 9v6h4l5 4V5L8 9H4M16.5 9.5l5 5M21.5 9.5l-5 5",
  unmute: "M4 9v6h4l5 4V5L8 9H4M16.5 9a4 4 0 0 1 0 6M19 6.5a8 8 0 0 1 0 11",
  remove: "M6 6l12 12M18 6L6 18",
  ban: "M12 3.5a8.5 8.5 0 1 0 0 17a8.5 8.5 0 1 0 0-17M6 6l12 12",
} as const;

/** A small drawing in the colour of the text. The label of its button has to say what it means. */
function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

import type { PlayerView, RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";
import { avatarImage } from "./avatar-image.ts";
import { element } from "./element.ts";

/** Everyone in the session for the host: score, progress in this phase, and a way to remove them. */
export function playerTable(onKick: (playerId: string) => void): { root: HTMLElement; update(view: RoomView): void } {
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
      const focused = document.activeElement?.getAttribute("data-player");
      const rows = players.map((player) => rowOf(player, view.phase, () => onKick(player.id)));
      list.replaceChildren(...(rows.length > 0 ? rows : [element("li", { class: "hint", text: t("lobby.nobody") })]));
      if (focused) list.querySelector<HTMLElement>(`[data-player="${CSS.escape(focused)}"]`)?.focus();
    },
  };
}

function rowOf(player: PlayerView, phase: RoomView["phase"], kick: () => void): HTMLElement {
  const note = noteOf(player, phase);
  return element(
    "li",
    { class: `player${player.connected ? "" : " away"}` },
    avatarImage(player.avatar),
    element("span", { class: "player-name", text: player.nickname }),
    note === "" ? null : element("span", { class: "pill", text: note }),
    element("span", { class: "standing-score", text: String(Math.round(player.score)) }),
    element("button", {
      class: "button small",
      text: t("host.kick"),
      attributes: {
        type: "button",
        "aria-label": t("host.kickLabel", { nickname: player.nickname }),
        "data-player": player.id,
      },
      onClick: kick,
    }),
  );
}

function noteOf(player: PlayerView, phase: RoomView["phase"]): string {
  if (!player.connected) return t("standings.away");
  if (phase === "showdown" && player.locked) return t("host.lockedIn");
  return phase === "rapid" ? t("host.judged", { count: player.judged }) : "";
}

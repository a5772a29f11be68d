import type { PlayerView, RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { element } from "../ui/element.ts";
import { icon } from "../ui/icon.ts";

/** What the host may do with a player. */
export interface PlayerActions {
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

import type { ServerMessages } from "../../shared/protocol/messages.ts";
import type { PlayerView, RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import { avatarImage } from "../ui/avatar-image.ts";
import { element, setText } from "../ui/element.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";

type Banned = ServerMessages["banned"]["players"];

/** What the host may do with a player. */
interface PlayerActions {
  kick(player: PlayerView): void;
  ban(player: PlayerView): void;
  unban(player: Banned[number]): void;
  mute(player: PlayerView, muted: boolean): void;
}

/** Everyone in the session for the host: score, progress in this phase, and what the host may do about them; and who was banned. */
export function playerTable(actions: PlayerActions): {
  root: HTMLElement;
  update(view: RoomView): void;
  banned(players: Banned): void;
} {
  const list = element("ul", { class: "player-list" });
  const heading = element("h2", { text: t("host.players") });
  const nobody = element("p", { class: "hint", text: t("lobby.nobody") });
  const outside = element("ul", { class: "player-list" });
  const out = element("div", {}, element("h2", { text: t("host.banned") }), outside);
  out.hidden = true;
  const root = element("section", { class: "panel players" }, heading, nobody, list, out);
  let phase: RoomView["phase"] = "lobby";
  const rows = keyedList<PlayerView>(
    list,
    ({ id }) => id,
    (player) => rowOf(player, () => phase, actions),
  );
  const bans = keyedList<Banned[number]>(
    outside,
    ({ id }) => id,
    (player) => bannedRow(player, actions),
  );
  return {
    root,
    update(view) {
      phase = view.phase;
      const players = [...view.players.values()].sort(
        (x, y) => y.score - x.score || x.nickname.localeCompare(y.nickname),
      );
      setText(heading, `${t("host.players")} (${players.length})`);
      nobody.hidden = players.length > 0;
      rows.update(players);
    },
    banned(players) {
      out.hidden = players.length === 0;
      bans.update(players);
    },
  };
}

function rowOf(first: PlayerView, phase: () => RoomView["phase"], actions: PlayerActions): KeyedRow<PlayerView> {
  let player = first;
  const face = element("span", { class: "player-face" });
  const name = element("bdi");
  const note = element("span", { class: "pill" });
  const score = element("span", { class: "standing-score" });
  const mute = iconButton("mute", () => actions.mute(player, !player.muted));
  const remove = iconButton("remove", () => actions.kick(player));
  const ban = iconButton("ban", () => actions.ban(player));
  const root = element(
    "li",
    { class: "player" },
    face,
    element("span", { class: "player-name" }, name),
    note,
    score,
    element("span", { class: "player-actions" }, mute.root, remove.root, ban.root),
  );
  let avatar = -1;
  return {
    root,
    update(next) {
      player = next;
      const { nickname, muted } = player;
      root.classList.toggle("away", !player.connected);
      if (avatar !== player.avatar) face.replaceChildren(avatarImage(player.avatar));
      avatar = player.avatar;
      setText(name, nickname);
      setText(note, noteOf(player, phase()));
      note.hidden = note.textContent === "";
      setText(score, String(Math.round(player.score)));
      mute.show(
        muted ? "unmute" : "mute",
        muted ? t("host.unmuteLabel", { nickname }) : t("host.muteLabel", { nickname }),
      );
      remove.show("remove", t("host.kickLabel", { nickname }));
      ban.show("ban", t("host.banLabel", { nickname }));
    },
  };
}

function bannedRow(first: Banned[number], { unban }: PlayerActions): KeyedRow<Banned[number]> {
  const name = element("bdi");
  const label = t("host.unbanLabel", { nickname: first.nickname });
  const back = rowButton(t("host.unban"), () => unban(first), { label });
  return {
    root: element("li", { class: "player" }, element("span", { class: "player-name" }, name), back),
    update: ({ nickname }) => setText(name, nickname),
  };
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

/** A button with a small drawing in the colour of the text; its label says what it means. */
function iconButton(
  drawn: keyof typeof PATHS,
  onClick: () => void,
): { root: HTMLElement; show(name: keyof typeof PATHS, label: string): void } {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[drawn]);
  svg.append(path);
  const root = element("button", { class: "icon-button", attributes: { type: "button" }, onClick }, svg);
  return {
    root,
    show(name, label) {
      if (path.getAttribute("d") !== PATHS[name]) path.setAttribute("d", PATHS[name]);
      if (root.title === label) return;
      root.title = label;
      root.setAttribute("aria-label", label);
    },
  };
}

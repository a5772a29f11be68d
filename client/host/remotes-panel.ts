import type { ServerMessages } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { element, setText } from "../ui/element.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";
import { type MakeRemote, openRemoteDialog } from "./invite-panel.ts";

type Remotes = ServerMessages["remotes"];
type Remote = Remotes["remotes"][number];

/** What all big screens are called on the wire; a value of `messages.ts` would bring zod along. */
const ALL_SCREENS = "screens";

/**
 * The devices that may lead the game beside this one: makes remotes, and takes their right away. Hidden until the server has told them.
 */
export function remotesPanel(
  code: string,
  make: MakeRemote,
  revoke: (remoteId: string) => void,
): { root: HTMLElement; update(told: Remotes): void } {
  let count = 0;
  const list = element("ul", { class: "remotes" });
  const rows = keyedList<Remote>(
    list,
    ({ id }) => id,
    (remote) => remoteRow(remote, revoke),
  );
  const screens = element("p");
  const screensLabel = t("host.revokeLabel", { name: t("host.screens", { count: "" }) });
  const takeScreens = rowButton(t("host.revoke"), () => revoke(ALL_SCREENS), { label: screensLabel });
  const screenLine = element("div", { class: "door-line" }, screens, takeScreens);
  const add = element("button", {
    class: "button small",
    text: t("host.remote"),
    attributes: { type: "button" },
    onClick: () => openRemoteDialog(code, t("host.remoteNameOf", { number: count + 1 }), make),
  });
  const root = element(
    "section",
    { class: "panel door" },
    element("h2", { text: t("host.remotes") }),
    element("p", { class: "hint", text: t("host.remotesHint") }),
    screenLine,
    list,
    element("div", {}, add),
  );
  root.hidden = true;
  return {
    root,
    update({ remotes, screens: shown }) {
      count = remotes.length;
      root.hidden = false;
      setText(screens, t("host.screens", { count: shown }));
      screenLine.hidden = shown === 0;
      rows.update(remotes);
    },
  };
}

function remoteRow(first: Remote, revoke: (remoteId: string) => void): KeyedRow<Remote> {
  const name = element("p");
  const take = rowButton(t("host.revoke"), () => revoke(first.id), {
    label: t("host.revokeLabel", { name: first.name }),
  });
  return {
    root: element("li", { class: "door-line" }, name, take),
    update({ name: called, right, here }) {
      const state = t(here ? "host.remoteHere" : "host.remoteAway");
      setText(name, `${called} · ${t(`host.right.${right}`)} · ${state}`);
    },
  };
}

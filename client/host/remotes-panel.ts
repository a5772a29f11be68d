import { HOST_RIGHTS } from "../../shared/protocol/host-rights.ts";
import type { HostMessage, ServerMessages } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { addressWith, joinOrigin } from "../net/game-address.ts";
import { element, setText } from "../ui/element.ts";
import { qrCode } from "../ui/join-address.ts";
import { type KeyedRow, keyedList, rowButton } from "../ui/keyed-list.ts";

type Remotes = ServerMessages["remotes"];
type Remote = Remotes["remotes"][number];
type RemoteRight = Extract<HostMessage, { command: "newRemote" }>["right"];

/** What all big screens are called on the wire; a value of `messages.ts` would bring zod along. */
const ALL_SCREENS = "screens";

/**
 * The devices that may lead the game beside this one: makes remotes, and takes their right away. Hidden until the server has told them.
 *
 * @param make asks for a new remote; resolves to its token, or to null where there is none
 */
export function remotesPanel(
  code: string,
  make: (name: string, right: RemoteRight) => Promise<string | null>,
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

/** Asks for a name and what the remote may do, then shows its link and QR code. The token is behind `#`, which no server is sent. */
function openRemoteDialog(
  code: string,
  suggested: string,
  make: (name: string, right: RemoteRight) => Promise<string | null>,
): void {
  const name = element("input", { attributes: { type: "text", maxlength: "40", required: "", dir: "auto" } });
  name.value = suggested;
  const moderates = element("input", { attributes: { type: "checkbox" } });
  const heading = element("h2", { text: t("host.remoteHeading"), attributes: { id: "remote-heading" } });
  const close = element("button", {
    class: "button",
    text: t("host.close"),
    attributes: { type: "button" },
    onClick: () => dialog.close(),
  });
  const go = element("button", { class: "button primary", text: t("host.remoteMake"), attributes: { type: "submit" } });
  const choices = element(
    "div",
    { class: "remote-choices" },
    element("label", { class: "field" }, element("span", { text: t("host.remoteName") }), name),
    element("label", { class: "switch" }, element("span", { text: t("host.remoteModerates") }), moderates),
  );
  const form = element("form", {}, heading, choices, element("div", { class: "dialog-buttons" }, close, go));
  const dialog = element(
    "dialog",
    { class: "panel dialog remote", attributes: { "aria-labelledby": heading.id } },
    form,
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    go.disabled = true;
    const [course, moderation] = HOST_RIGHTS;
    void make(name.value, moderates.checked ? moderation : course).then((token) => {
      go.disabled = false;
      if (token === null) return dialog.close();
      go.remove();
      choices.replaceChildren(...linkParts(addressWith(`/host/${code}`, "key", token)));
      close.focus();
    });
  });
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

function linkParts(path: string): readonly HTMLElement[] {
  const link = element("input", { attributes: { type: "text", readonly: "", "aria-label": t("host.remotes") } });
  const copy = element("button", { class: "button small", text: t("host.copy"), attributes: { type: "button" } });
  copy.disabled = true; // there is nothing to copy yet
  void joinOrigin().then((origin) => {
    link.value = new URL(path, origin).href;
    copy.disabled = false;
  });
  copy.addEventListener("click", () => {
    link.select();
    // Pages without TLS may not use the clipboard; there the link is selected for the viewer to copy.
    void navigator.clipboard?.writeText(link.value).then(() => setText(copy, t("host.copied")));
  });
  const shown = element("div", { class: "remote-link" }, link, copy);
  return [element("p", { text: t("host.remoteBody") }), qrCode(path), shown];
}

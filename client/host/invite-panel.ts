import { HOST_RIGHTS } from "../../shared/protocol/host-rights.ts";
import type { HostMessage } from "../../shared/protocol/messages.ts";
import { t } from "../i18n/t.ts";
import { addressWith, joinOrigin } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { element, setText } from "../ui/element.ts";
import { addressChoice, joinAddress, qrCode } from "../ui/join-address.ts";

/** How to join: address, code and QR code. In the lobby they fill half of a wide screen. */
export function invitePanel(code: string): { root: HTMLElement; pass(pass: string): void } {
  const projector = newTab(t("host.projector"), `/board/${code}`);
  const root = element(
    "section",
    { class: "panel invite" },
    joinAddress("invite-address"),
    addressChoice(),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("div", { class: "invite-links" }, projector, newTab(t("host.play"), `/play/${code}`)),
    element("p", { class: "hint", text: t("host.advice") }),
  );
  return {
    root,
    pass(pass) {
      // A remote has no pass to give, and its big screen is a spectator's.
      if (pass !== "") projector.setAttribute("href", sitePath(addressWith(`/board/${code}`, "pass", pass)));
    },
  };
}

function newTab(text: string, href: string): HTMLAnchorElement {
  return element("a", { class: "button small", text, attributes: { href, target: "_blank" } });
}

/** Asks for a new remote; resolves to its token, or to null where there is none. */
export type MakeRemote = (
  name: string,
  right: Extract<HostMessage, { command: "newRemote" }>["right"],
) => Promise<string | null>;

/** Asks for a name and what the remote may do, then shows its link and QR code. The token is behind `#`, which no server is sent. */
export function openRemoteDialog(code: string, suggested: string, make: MakeRemote): void {
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
    link.value = `${origin}${path}`;
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

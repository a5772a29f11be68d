import { t } from "../i18n/t.ts";

import { joinOrigin, projectorPath } from "../net/game-address.ts";
import { sitePath } from "../net/site-path.ts";
import { rememberHostToken } from "../net/stored-seat.ts";
import { element, setText } from "../ui/element.ts";
import { addressChoice, joinAddress, qrCode } from "../ui/join-address.ts";

/** How to join: address, code and QR code. In the lobby they fill half of a wide screen. */
export function invitePanel(code: string, hostToken: string): { root: HTMLElement; pass(pass: string): void } {
  const remote = element("button", { class: "button small", text: t("host.remote"), attributes: { type: "button" } });
  remote.addEventListener("click", () => openRemoteDialog(remotePath(code, hostToken)));
  const projector = newTab(t("host.projector"), `/board/${code}`);
  const root = element(
    "section",
    { class: "panel invite" },
    joinAddress("invite-address"),
    addressChoice(),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("div", { class: "invite-links" }, projector, newTab(t("host.play"), `/play/${code}`), remote),
    element("p", { class: "hint", text: t("host.advice") }),
  );
  return {
    root,
    pass: (pass) => projector.setAttribute("href", sitePath(projectorPath(code, pass))),
  };
}

function newTab(text: string, href: string): HTMLAnchorElement {
  return element("a", { class: "button small", text, attributes: { href, target: "_blank" } });
}

const KEY = "key";

/** The address of a session's host page for another device. The token is in the fragment, which stays out of requests and logs. */
function remotePath(code: string, hostToken: string): string {
  return `/host/${code}#${KEY}=${hostToken}`;
}

/** Takes a token that came with the address into this device's memory, and out of the address bar. */
export function acceptHostKey(code: string): void {
  const token = new URLSearchParams(location.hash.slice(1)).get(KEY);
  if (token === null || token === "") return;
  rememberHostToken(code, token);
  history.replaceState(null, "", location.pathname + location.search);
}

/**
 * A QR code and a link that open the host's page on another device. They carry the host token behind `#`, which is never sent to
 * a server.
 */
function openRemoteDialog(path: string): void {
  const link = element("input", { attributes: { type: "text", readonly: "", "aria-label": t("host.remote") } });
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
  const heading = element("h2", { text: t("host.remoteHeading"), attributes: { id: "remote-heading" } });
  const close = element("button", { class: "button primary", text: t("host.close"), attributes: { autofocus: "" } });
  const dialog = element(
    "dialog",
    { class: "panel dialog remote", attributes: { "aria-labelledby": heading.id } },
    element(
      "form",
      { attributes: { method: "dialog" } },
      heading,
      element("p", { text: t("host.remoteBody") }),
      qrCode(path),
      element("div", { class: "remote-link" }, link, copy),
      element("div", { class: "dialog-buttons" }, close),
    ),
  );
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

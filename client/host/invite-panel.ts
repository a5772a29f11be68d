import { t } from "../i18n/t.ts";
import { projectorPath } from "../net/game-address.ts";
import { element } from "../ui/element.ts";
import { joinAddress } from "../ui/join-address.ts";
import { qrCode } from "../ui/qr-code.ts";
import { remotePath } from "./host-key.ts";
import { openRemoteDialog } from "./remote-dialog.ts";

/** How to join: address, code and QR code; in the lobby of a wide screen they fill half of it. */
export function invitePanel(code: string, hostToken: string): { root: HTMLElement; pass(pass: string): void } {
  const remote = element("button", { class: "button small", text: t("host.remote"), attributes: { type: "button" } });
  remote.addEventListener("click", () => openRemoteDialog(remotePath(code, hostToken)));
  const projector = newTab(t("host.projector"), `/board/${code}`);
  const root = element(
    "section",
    { class: "panel invite" },
    joinAddress("invite-address"),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("div", { class: "invite-links" }, projector, newTab(t("host.play"), `/play/${code}`), remote),
    element("p", { class: "hint", text: t("host.advice") }),
  );
  return {
    root,
    pass: (pass) => projector.setAttribute("href", projectorPath(code, pass)),
  };
}

function newTab(text: string, href: string): HTMLAnchorElement {
  return element("a", { class: "button small", text, attributes: { href, target: "_blank" } });
}

import { t } from "../i18n/t.ts";
import { addressWith } from "../net/game-address.ts";
import { element } from "../ui/element.ts";
import { joinAddress, qrCode } from "../ui/join-address.ts";

/** How to join: address, code and QR code. In the lobby they fill half of a wide screen. */
export function invitePanel(code: string): { root: HTMLElement; pass(pass: string): void } {
  const projector = newTab(t("host.projector"), `/board/${code}`);
  const root = element(
    "section",
    { class: "panel invite" },
    joinAddress("invite-address"),
    element("p", { class: "code invite-code", text: code }),
    qrCode(`/play/${code}`),
    element("div", { class: "invite-links" }, projector, newTab(t("host.play"), `/play/${code}`)),
    element("p", { class: "hint", text: t("host.advice") }),
  );
  return {
    root,
    pass(pass) {
      // A remote has no pass to give, and its big screen is a spectator's.
      if (pass !== "") projector.setAttribute("href", addressWith(`/board/${code}`, "pass", pass));
    },
  };
}

function newTab(text: string, href: string): HTMLAnchorElement {
  return element("a", { class: "button small", text, attributes: { href, target: "_blank" } });
}

import { t } from "../i18n/t.ts";
import { joinOrigin } from "../net/game-address.ts";
import { element, setText } from "../ui/element.ts";
import { qrCode } from "../ui/qr-code.ts";

/** A QR code and a link that open the host's page on another device. They carry the host token behind `#`, which no server ever sees. */
export function openRemoteDialog(path: string): void {
  const link = element("input", { attributes: { type: "text", readonly: "", "aria-label": t("host.remote") } });
  const copy = element("button", { class: "button small", text: t("host.copy"), attributes: { type: "button" } });
  copy.disabled = true; // there is nothing to copy yet
  void joinOrigin().then((origin) => {
    link.value = new URL(path, origin).href;
    copy.disabled = false;
  });
  copy.addEventListener("click", () => {
    link.select();
    // Pages that came without TLS may not use the clipboard; then the link is selected for the viewer to copy.
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

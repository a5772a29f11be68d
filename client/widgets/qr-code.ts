import QRCode from "qrcode";
import { t } from "../i18n/t.ts";
import { element } from "./element.ts";

/** The QR code of a page of this site, drawn as an SVG image. */
export function qrCode(path: string): HTMLElement {
  const url = new URL(path, location.origin).href;
  const image = element("img", { class: "qr", attributes: { alt: t("board.qr", { url }) } });
  void QRCode.toString(url, { type: "svg", margin: 1, color: { dark: "#231942", light: "#ffffff" } }).then((svg) => {
    image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
  });
  return image;
}

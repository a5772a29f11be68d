import QRCode from "qrcode";
import { t } from "../i18n/t.ts";
import { joinOrigin } from "../net/game-address.ts";
import { element, setText } from "./element.ts";

/** "Join at ...", with the address that players type. */
export function joinAddress(className: string): HTMLElement {
  const line = element("p", { class: className, text: `${t("lobby.joinAt")} ${location.host}` });
  void joinOrigin().then((origin) => setText(line, `${t("lobby.joinAt")} ${new URL(origin).host}`));
  return line;
}

/** The QR code of a page of this site, as a phone in the room can open it, drawn as an SVG image. */
export function qrCode(path: string): HTMLElement {
  const image = element("img", { class: "qr", attributes: { alt: "" } });
  void draw(image, path);
  return image;
}

async function draw(image: HTMLImageElement, path: string): Promise<void> {
  const url = new URL(path, await joinOrigin()).href;
  const svg = await QRCode.toString(url, { type: "svg", margin: 1, color: { dark: "#231942", light: "#ffffff" } });
  image.alt = t("board.qr", { url });
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

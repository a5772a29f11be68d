import QRCode from "qrcode";
import { t } from "../i18n/t.ts";
import { chooseAddress, type JoinAddress, joinAddresses, joinOrigin, onAddressChosen } from "../net/game-address.ts";
import { element, setText } from "./element.ts";

/** "Join at ...", with the address that players type. */
export function joinAddress(className: string): HTMLElement {
  const line = element("p", { class: className });
  const draw = (origin: string) => setText(line, `${t("lobby.joinAt")} ${withoutScheme(origin)}`);
  const show = () => void joinOrigin().then(draw);
  draw(location.origin);
  show();
  onAddressChosen(show);
  return line;
}

/** A choice among the computer's addresses, for a host whose phones don't get in by the first; hidden where there is only one. */
export function addressChoice(): HTMLElement {
  const select = element("select");
  const root = element(
    "label",
    { class: "field address-choice" },
    element("span", { text: t("host.address") }),
    select,
    element("span", { class: "hint", text: t("host.addressHint") }),
  );
  root.hidden = true;
  select.addEventListener("change", () => chooseAddress(select.value));
  void Promise.all([joinAddresses(), joinOrigin()]).then(([all, chosen]) => {
    root.hidden = all.length < 2;
    select.replaceChildren(...all.map((one) => optionOf(one)));
    select.value = chosen;
  });
  return root;
}

function optionOf({ origin, card }: JoinAddress): HTMLOptionElement {
  const text = card === "" ? withoutScheme(origin) : `${withoutScheme(origin)} (${card})`;
  return element("option", { text, attributes: { value: origin } });
}

/** People type no scheme; a browser adds the right one. */
const withoutScheme = (origin: string): string => origin.replace(/^https?:\/\//, "");

/** The QR code of a page of this site, as a phone in the room can open it, drawn as an SVG image. */
export function qrCode(path: string): HTMLElement {
  const image = element("img", { class: "qr", attributes: { alt: "" } });
  const show = () => void draw(image, path);
  show();
  onAddressChosen(show);
  return image;
}

async function draw(image: HTMLImageElement, path: string): Promise<void> {
  const url = `${await joinOrigin()}${path}`;
  const svg = await QRCode.toString(url, { type: "svg", margin: 1, color: { dark: "#231942", light: "#ffffff" } });
  image.alt = t("board.qr", { url });
  image.src = `data:image/svg+xml,${encodeURIComponent(svg)}`;
}

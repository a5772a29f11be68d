import { t } from "../i18n/t.ts";
import { joinOrigin } from "../net/game-address.ts";
import { element, setText } from "./element.ts";

/** "Join at ...", with the address that players type. */
export function joinAddress(className: string): HTMLElement {
  const line = element("p", { class: className, text: `${t("lobby.joinAt")} ${location.host}` });
  void joinOrigin().then((origin) => setText(line, `${t("lobby.joinAt")} ${new URL(origin).host}`));
  return line;
}

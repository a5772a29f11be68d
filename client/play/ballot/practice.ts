import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { verdictButtons } from "./verdict-buttons.ts";

/** A made-up pair to try the buttons, keys and swipes on while the game has not begun; nothing of it is sent. */
export function practice(say: (text: string) => void): { root: HTMLElement; close(): void } {
  const board = pairBoard(t("practice.heading"));
  const done = element("p", { class: "hint practice-done", attributes: { role: "status" } });
  const buttons = verdictButtons(board.root, (verdict) => {
    const text = t("practice.done", { verdict: t(`verdict.${verdict}`) });
    setText(done, text);
    say(text);
  });
  board.stage.remove();
  board.show({ id: "practice", prompt: t("practice.prompt"), a: t("practice.a"), b: t("practice.b") });
  const root = element("section", { class: "panel practice" }, board.root, buttons.root, done);
  return { root, close: () => buttons.close() };
}

import { t } from "../i18n/t.ts";
import { HostRefusal } from "../net/api.ts";
import { newReturnCode, withdraw } from "../net/hosting-api.ts";
import { forgetSeat } from "../net/stored-seat.ts";
import { confirmed } from "../ui/confirmed.ts";
import { element, setText } from "../ui/element.ts";

/**
 * What players can do about their own seat: have a code that leads back to it, and take back what they gave.
 *
 * @param token of the seat, null while there is none
 * @param withdrawn what they gave is deleted
 * @param over the game is: no code leads back to it
 */
export function seatPanel(
  code: string,
  token: () => string | null,
  withdrawn: () => void,
  { over = false } = {},
): HTMLElement {
  const said = element("p", { class: "return-code", attributes: { role: "status" } });
  const hint = element("p", { class: "hint", text: t("seat.codeHint") });
  hint.hidden = true;
  const root = element(
    "div",
    { class: "seat-panel" },
    element("h3", { text: t("seat.heading") }),
    over
      ? null
      : button(t("seat.code"), async (own) => {
          const { returnCode } = await newReturnCode(code, own);
          setText(said, t("seat.codeIs", { code: `${returnCode.slice(0, 4)}-${returnCode.slice(4)}` }));
          hint.hidden = false;
        }),
    said,
    hint,
    button(t("seat.withdraw"), async (own) => {
      const question = { heading: t("seat.withdrawHeading"), body: t("seat.withdrawBody"), yes: t("seat.withdrawYes") };
      if (!(await confirmed(question))) return;
      await withdraw(code, own);
      forgetSeat(code);
      withdrawn();
    }),
  );

  function button(text: string, work: (token: string) => Promise<void>): HTMLButtonElement {
    const made = element("button", {
      class: "button small",
      text,
      attributes: { type: "button" },
      onClick() {
        const own = token();
        if (own === null) return;
        made.disabled = true;
        work(own)
          .catch((error: unknown) => {
            const reason = error instanceof HostRefusal ? error.message : t("refusal.unavailable");
            setText(said, t("seat.failed", { reason }));
          })
          .finally(() => {
            made.disabled = false;
          });
      },
    });
    return made;
  }
  return root;
}

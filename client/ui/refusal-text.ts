import { t } from "../i18n/t.ts";
import type { Ending } from "../net/arena-link.ts";

export function refusalText(refusal: Ending, code: string): string {
  return refusal === "unknown_session" ? t("refusal.unknown_session", { code }) : t(`refusal.${refusal}`);
}

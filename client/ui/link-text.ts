import { t } from "../i18n/t.ts";
import type { LinkStatus } from "../net/arena-link.ts";

/** The banner for a state of the connection; "" when all is well. */
export function linkText(status: LinkStatus): string {
  return status === "online" ? "" : t(`link.${status}`);
}

import type { RoomView } from "../../shared/protocol/views.ts";
import { t } from "../i18n/t.ts";

/** The banner for what holds the game up; "" when nothing does. */
export function holdUpText({ paused, interrupted }: Pick<RoomView, "paused" | "interrupted">): string {
  if (paused) return t("top.pausedLong");
  return interrupted ? t("top.interrupted") : "";
}

import type { RoomView } from "../../../shared/protocol/views.ts";
import { t } from "../../i18n/t.ts";

/** "Round 3 of 8", or "Round 3" of a game without an end. */
export function roundLabel({ round, rounds }: Pick<RoomView, "round" | "rounds">): string {
  return rounds === 0 ? t("top.roundOpen", { round }) : t("top.round", { round, rounds });
}

import type { RoomView } from "../../../shared/round/view.ts";
import type { FinaleView } from "../../../shared/round/view-learning.ts";
import { t } from "../../i18n/t.ts";

/** What a finale says of the model, or why there was none: one sentence, and what goes with it ("" for nothing). */
export interface FinaleWords {
  readonly said: string;
  readonly more: string;
}

/** Null where a game has no finale, or before its masks are off. */
export function finaleWords({ finale, learning }: Pick<RoomView, "finale" | "learning">): FinaleWords | null {
  if (finale === null) return null;
  const { absent, verdict } = finale;
  if (absent !== "") {
    const untrained = absent === "unchanged" && learning.state === "down";
    return { said: t(untrained ? "finale.absent.untrained" : `finale.absent.${absent}`), more: "" };
  }
  if (verdict === "") return null;
  const { preferNow: now, voters } = finale;
  if (voters === 0) return { said: t("finale.nobody"), more: "" };
  const more = verdict === "few" ? "" : intervalText(finale);
  return {
    said:
      verdict === "better" && now === voters
        ? t("finale.all", { voters })
        : t(`finale.verdict.${verdict}`, { now, voters }),
    more: verdict === "worse" ? `${t("finale.why")} ${more}` : more,
  };
}

const intervalText = ({ low, high }: Pick<FinaleView, "low" | "high">): string =>
  t("finale.interval", { low: Math.round(low * 100), high: Math.round(high * 100) });

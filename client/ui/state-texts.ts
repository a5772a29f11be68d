import { questionOf } from "../../shared/round/settings.ts";
import type { RoomView } from "../../shared/round/view.ts";
import { t } from "../i18n/t.ts";
import type { Ending, LinkStatus } from "../net/arena-link.ts";

/** The banner for a state of the connection; "" when all is well. */
export function linkText(status: LinkStatus): string {
  return status === "online" ? "" : t(`link.${status}`);
}

export function refusalText(refusal: Ending, code: string): string {
  return refusal === "unknown_session" ? t("refusal.unknown_session", { code }) : t(`refusal.${refusal}`);
}

/** The banner for what holds the game up; "" when nothing does. */
export function holdUpText({ paused, interrupted }: Pick<RoomView, "paused" | "interrupted">): string {
  if (paused) return t("top.pausedLong");
  return interrupted ? t("top.interrupted") : "";
}

/** What is on the screens: another screen belongs to another phase, round, or pair of the finale. */
export const sceneKey = ({ phase, round, finale }: Pick<RoomView, "phase" | "round" | "finale">): string =>
  `${phase}/${round}/${finale?.index ?? 0}`;

/** "Round 3 of 8", or "Round 3" of a game without an end; "Finale 1/3". */
export function roundLabel({
  phase,
  round,
  rounds,
  finale,
}: Parameters<typeof sceneKey>[0] & Pick<RoomView, "rounds">): string {
  if (phase === "unmasking") return t("phase.unmasking");
  if (phase === "finale" && finale !== null) return t("finale.count", finale);
  return rounds === 0 ? t("top.roundOpen", { round }) : t("top.round", { round, rounds });
}

/** What players are asked to judge by, in the viewer's language or in the host's own words. */
export const questionText = (asked: Parameters<typeof questionOf>[0]): string =>
  questionOf(asked, (criterion) => t(`ask.${criterion}`));

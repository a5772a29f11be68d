import type { RoomView } from "../../../shared/round/view.ts";
import type { ThenAndNowView } from "../../../shared/round/view-learning.ts";
import { clearestForNow, votesOn } from "../../../shared/round/votes/clearest-pair.ts";
import { t } from "../../i18n/t.ts";

/** What a player keeps of a game: one question answered then and now. */
export interface KeptPair
  extends Pick<ThenAndNowView, "prompt" | "before" | "after" | "versionBefore" | "versionAfter"> {
  /** Where it is from: chosen among those that were voted on, or the last one that the game showed. */
  readonly label: string;
}

/** Null where the newer answer won none of the finale's pairs, and where no newer version came. */
export function keptPair({ finale, learning }: Pick<RoomView, "finale" | "learning">): KeptPair | null {
  if (finale === null || finale.unmasked.length === 0)
    return learning.thenAndNow === null ? null : { ...learning.thenAndNow, label: t("thenAndNow.heading") };
  const best = clearestForNow(finale.unmasked);
  if (best === null) return null;
  const [before, after] = best.nowIsA ? [best.b, best.a] : [best.a, best.b];
  const { versionBefore, versionNow: versionAfter } = finale;
  const label = t("story.clearest", { count: finale.unmasked.length, now: best.forNow, votes: votesOn(best) });
  return { prompt: best.prompt, before, after, versionBefore, versionAfter, label };
}

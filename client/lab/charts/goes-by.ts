import type { TrainingBoard } from "../../../shared/protocol/lab.ts";
import { type TellingGroup, tellingGroups } from "../../../shared/protocol/training/reward-groups.ts";
import { graspIn } from "../../../shared/round/grasp.ts";
import { language } from "../../i18n/language.ts";
import { t } from "../../i18n/t.ts";
import { percent } from "../../ui/numbers.ts";

/** Share from which one thing is what scores differ by. */
const MOST = 0.5;

/** What the reward model tells answers apart by, in words; empty while its weights may as well be chance, or where no few things tell them apart. */
export function goesBy(steps: TrainingBoard["steps"]): string {
  const metrics = steps.findLast(({ kind }) => kind === "reward")?.metrics ?? {};
  const grasp = graspIn(metrics);
  return grasp === "sure" || grasp === "unsure" ? inWords(tellingGroups(metrics)) : "";
}

function inWords([first, ...others]: readonly TellingGroup[]): string {
  if (first === undefined) return "";
  if (first.share < MOST) return t("lab.goesBy.several", { all: listed([first, ...others]) });
  const most = listed([first]);
  if (others.length === 0) return t("lab.goesBy.mostly", { first: most });
  return t("lab.goesBy.mostlyAnd", { first: most, others: listed(others) });
}

function listed(groups: readonly TellingGroup[]): string {
  const words = groups.map(({ group, share }) =>
    t("lab.goesBy.share", { what: t(`lab.goesBy.${group}`), share: percent(share) }),
  );
  return new Intl.ListFormat(language, { type: "conjunction" }).format(words);
}

import { questionOf } from "../../shared/round/settings.ts";
import { t } from "./t.ts";

/** What players are asked to judge by, in the viewer's language or in the host's own words. */
export const questionText = (asked: Parameters<typeof questionOf>[0]): string =>
  questionOf(asked, (criterion) => t(`ask.${criterion}`));

import type { PractisesExhibit } from "../../../shared/protocol/lesson.ts";
import { artUrl } from "../../canvas/art/avatar-art.ts";
import { PALETTE } from "../../canvas/art/palette.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { decimals } from "../../ui/numbers.ts";

const { ink, mind, mindSoft, sun, white, a } = PALETTE;
/** Where the post stands, and where the longest leash ends, on a canvas of 400 x 130. */
const POST = 40;
const END = 350;

/** A leash from a post, where the model began, to the model now; as long as its KL is of the most that is let pass. */
function leashArt({ kl, limit }: Pick<PractisesExhibit["leash"], "kl" | "limit">): string {
  const share = limit > 0 ? Math.min(1, Math.max(0, kl / limit)) : 0;
  const x = POST + 44 + (END - POST - 44) * share;
  const slack = 40 * (1 - share);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 130"><g stroke="${ink}" stroke-width="5" stroke-linecap="round" stroke-linejoin="round"><path d="M10 112h380" fill="none"/><path d="M${END + 26} 40v72" fill="none" stroke="${a}" stroke-dasharray="3 12"/><rect x="${POST - 9}" y="36" width="18" height="76" rx="6" fill="${sun}"/><path d="M${POST} 52C${POST + (x - POST) / 3} ${52 + slack} ${POST + (2 * (x - POST)) / 3} ${62 + slack} ${x - 22} 66" fill="none" stroke="${mind}" stroke-width="7"/><circle cx="${x}" cy="80" r="28" fill="${mindSoft}"/><g stroke="none"><circle cx="${x - 9}" cy="74" r="7" fill="${white}"/><circle cx="${x + 11}" cy="74" r="7" fill="${white}"/><circle cx="${x - 7}" cy="74" r="3.5" fill="${ink}"/><circle cx="${x + 13}" cy="74" r="3.5" fill="${ink}"/></g><path d="M${x - 8} 90q9 7 18 0" fill="none" stroke-width="4"/></g></svg>`;
}

/** The leash with its length in nats. */
export function leashPicture(leash: PractisesExhibit["leash"]): HTMLElement {
  const words = t("lesson.leash.drawn", { kl: decimals(leash.kl, 1), limit: decimals(leash.limit, 0) });
  return element(
    "figure",
    { class: "leash" },
    element("img", { attributes: { src: artUrl(leashArt(leash)), alt: "" } }),
    element("figcaption", {}, element("strong", { text: words }), element("span", { text: t("lesson.leash.unit") })),
  );
}

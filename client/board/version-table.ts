import type { VersionsBoard } from "../../shared/protocol/boards.ts";
import { figureArt } from "../canvas/art/figure-art.ts";
import { t } from "../i18n/t.ts";
import { pictureImage } from "../ui/avatar-image.ts";
import { element } from "../ui/element.ts";
import { lengthEffectLine } from "../ui/length-effect.ts";
import { authorName } from "../ui/round/entries-list.ts";
import { type RatingRow, ratingRows, type ShownRating } from "./rating-rows.ts";

/** As many as a big screen can show; the lab has them all. */
const SHOWN = 7;

/**
 * The newest versions that players met, and external models, with their ratings, 95% intervals, and the effect of length.
 *
 * @param isPlain for a class: ratings alone
 */
export function versionTable(isPlain = false): { root: HTMLElement; update(board: VersionsBoard): void } {
  const list = element("ul", { class: "versions" });
  const length = lengthEffectLine();
  return {
    root: element("div", { class: "versions-rated" }, list, isPlain ? null : length.root),
    update(board) {
      length.update(board.lengthEffect);
      const rows = ratingRows(board, SHOWN).map((row) => rowOf(row, isPlain));
      list.replaceChildren(
        ...(rows.length > 0 ? rows : [element("li", { class: "hint", text: t("boards.noVersions") })]),
      );
    },
  };
}

function rowOf(row: RatingRow, isPlain: boolean): HTMLElement {
  const head = element(
    "p",
    { class: "version-head" },
    element("strong", {}, element("bdi", { text: authorName(row.name, row.version) })),
    row.method === null || isPlain ? null : element("span", { class: "pill", text: t(`learn.method.${row.method}`) }),
    row.playing ? element("span", { class: "pill status-promoted", text: t("lab.playing") }) : null,
  );
  return element(
    "li",
    { class: "version" },
    pictureImage(figureArt(row.version), "version-face"),
    head,
    element(
      "div",
      { class: "version-rating" },
      row.bar === null ? null : intervalBar(row.bar),
      element("p", { class: "hint", text: ratingText(row.rating, isPlain) }),
      row.lengthControlled === null || isPlain
        ? null
        : element("p", { class: "hint", text: t("boards.lengthControlled", { rating: row.lengthControlled }) }),
      row.axes.length === 0 || isPlain
        ? null
        : element("p", {
            class: "hint",
            text: row.axes
              .map(({ criterion, rating }) => `${t(`create.criterion.${criterion}`)} ${rating}`)
              .join(" · "),
          }),
    ),
  );
}

/** What a board of everybody says of a rating: no figure that chance explains as well. */
function ratingText(rating: ShownRating, isPlain: boolean): string {
  if (rating.state === "told") return isPlain ? rating.figure : rating.text;
  return t(rating.state === "early" ? "boards.tooEarly" : "boards.unrated");
}

function intervalBar(bar: NonNullable<RatingRow["bar"]>): HTMLElement {
  const range = element("span", { class: "interval-range" });
  range.style.left = `${bar.low}%`;
  range.style.width = `${Math.max(1, bar.high - bar.low)}%`;
  const at = element("span", { class: "interval-at" });
  at.style.left = `${bar.at}%`;
  return element("div", { class: "interval", attributes: { "aria-hidden": "true" } }, range, at);
}

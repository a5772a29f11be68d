import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import { figureArt } from "../../canvas/art/figure-art.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element } from "../../ui/element.ts";
import { decimals, moment, significant } from "../../ui/numbers.ts";

type Version = VersionsBoard["versions"][number];
/** The newest, until the viewer asks for all. */
const SHOWN = 8;

/** Every version, newest first: whether the gate promoted it, why not, and a way back to it. */
export function versionHistory(onRollBack: (version: number, later: number) => void): {
  root: HTMLElement;
  update(board: VersionsBoard): void;
} {
  const list = element("ol", { class: "history" });
  const empty = element("p", { class: "lab-empty", text: t("boards.noVersions") });
  const more = element("button", { class: "button small", attributes: { type: "button" } });
  for (const part of [empty, more]) part.hidden = true; // nothing is known before the first board
  let board: VersionsBoard = { lengthEffect: null, versions: [], contestants: [] };
  let all = false;
  more.addEventListener("click", () => {
    all = true;
    draw();
  });

  function draw(): void {
    const versions = board.versions.toReversed();
    const promoted = versions.filter(({ status }) => status === "promoted");
    const rows = (all ? versions : versions.slice(0, SHOWN)).map((version) => {
      const later = promoted.filter((one) => one.version > version.version).length;
      const back = version.status === "promoted" && later > 0;
      return rowOf(version, version === promoted[0], back ? () => onRollBack(version.version, later) : null);
    });
    list.replaceChildren(...rows);
    empty.hidden = versions.length > 0;
    more.hidden = all || versions.length <= SHOWN;
    more.textContent = t("lab.showAll", { count: versions.length });
  }

  return {
    root: element("div", { class: "lab-history" }, empty, list, more),
    update(next) {
      board = next;
      draw();
    },
  };
}

function rowOf(version: Version, newest: boolean, rollBack: (() => void) | null): HTMLElement {
  const { metrics } = version;
  const measured = [
    ...(["kl", "rewardGain"] as const)
      .filter((name) => Number.isFinite(metrics[name]))
      .map((name) => `${t(`lab.fact.${name}`)}: ${significant(metrics[name]!)}`),
    ...version.axes.map(({ criterion, rating }) => `${t(`create.criterion.${criterion}`)}: ${decimals(rating, 0)}`),
  ];
  return element(
    "li",
    { class: `history-row${newest ? " newest" : ""}` },
    pictureImage(figureArt(version.version), "version-face"),
    element(
      "div",
      { class: "history-what" },
      element(
        "p",
        { class: "version-head" },
        element("strong", { text: t("reveal.author", { version: version.version }) }),
        element("span", {
          class: `pill status-${version.status}`,
          text: newest ? t("lab.playing") : t(`boards.status.${version.status}`),
        }),
        version.method === null ? null : element("span", { class: "pill", text: t(`learn.method.${version.method}`) }),
        element("time", { class: "hint", text: moment(version.at), attributes: { datetime: version.at } }),
      ),
      version.reason === null ? null : element("p", { class: "history-reason", text: version.reason }),
      measured.length === 0 ? null : element("p", { class: "hint", text: measured.join(" · ") }),
    ),
    rollBack === null
      ? null
      : element("button", {
          class: "button small",
          text: t("lab.rollback"),
          attributes: { type: "button", "aria-label": t("lab.rollback.heading", { version: version.version }) },
          onClick: rollBack,
        }),
  );
}

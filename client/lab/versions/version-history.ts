import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { NewestVersions } from "../../../shared/protocol/watch/packed-versions.ts";
import { figureArt } from "../../canvas/art/figure-art.ts";
import { t } from "../../i18n/t.ts";
import { pictureImage } from "../../ui/avatar-image.ts";
import { element, setText } from "../../ui/element.ts";
import { decimals, moment, significant } from "../../ui/numbers.ts";
import { LabProblem } from "../lab-link.ts";

type Version = VersionsBoard["versions"][number];
/** The newest, until the viewer asks for all. */
const SHOWN = 8;

/** Every version, newest first: whether the gate promoted it, why not, and a way back to it. */
export function versionHistory(onRollBack: (version: number, later: number) => void): {
  root: HTMLElement;
  update(board: NewestVersions): void;
  /** Called when all that are known are shown, and the viewer wants more. */
  onOlder(load: () => Promise<void>): void;
} {
  const list = element("ol", { class: "history" });
  const empty = element("p", { class: "lab-empty", text: t("boards.noVersions") });
  const more = element("button", { class: "button small", attributes: { type: "button" } });
  for (const part of [empty, more]) part.hidden = true; // nothing is known before the first board
  const problem = element("p", { class: "lab-empty", attributes: { role: "status" } });
  let board: NewestVersions = { lengthEffect: null, versions: [], contestants: [], older: 0 };
  let all = false;
  let loadOlder = async (): Promise<void> => {};
  more.addEventListener("click", () => {
    const isKnown = !all && board.versions.length > SHOWN;
    all = true;
    draw();
    if (!isKnown) void load();
  });

  async function load(): Promise<void> {
    more.disabled = true;
    try {
      await loadOlder();
      setText(problem, "");
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      setText(problem, t("lab.unreachable"));
    } finally {
      more.disabled = false;
    }
  }

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
    const isWhole = all || versions.length <= SHOWN;
    more.hidden = isWhole && board.older === 0;
    more.textContent = isWhole
      ? t("lab.showOlder", { count: board.older })
      : t("lab.showAll", { count: versions.length });
  }

  return {
    root: element("div", { class: "lab-history" }, empty, list, problem, more),
    update(next) {
      board = next;
      draw();
    },
    onOlder(load) {
      loadOlder = load;
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

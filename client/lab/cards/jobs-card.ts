import type { JobsBoard } from "../../../shared/protocol/training/training-jobs.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { decimals, moment, percent } from "../../ui/numbers.ts";

type Job = JobsBoard["jobs"][number];

/** What an engine outside of the trainer was asked to make, the newest first. Hidden where the trainer trains by itself. */
export function jobsCard(onOpen: (id: string) => void): { root: HTMLElement; update(board: JobsBoard): void } {
  const left = element("p", { class: "hint" });
  const list = element("div", { class: "lab-jobs" });
  const root = element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t("lab.section.jobs") }),
    element("p", { class: "hint", text: t("lab.section.jobsHint") }),
    left,
    list,
  );
  root.hidden = true;
  return {
    root,
    update(board) {
      const { engine, jobs } = board;
      root.hidden = engine === "tfjs" && jobs.length === 0;
      setText(left, engine === "tfjs" ? "" : t("lab.job.left", { engine, left: decimals(board.left, 0) }));
      list.replaceChildren(...jobs.map((job) => rowOf(job, () => onOpen(job.id))));
    },
  };
}

function rowOf(job: Job, onOpen: () => void): HTMLElement {
  const { state, progress, method, engine, at, problem, refused } = job;
  const isTrouble = problem !== null || refused.length > 0;
  return element(
    "section",
    { class: "lab-job" },
    element(
      "p",
      { class: "version-head" },
      element("span", { class: `pill status-${state}`, text: t(`lab.job.state.${state}`) }),
      element("span", { class: "pill", text: `${engine}: ${method}` }),
      element("time", { class: "hint", text: moment(at), attributes: { datetime: at } }),
    ),
    progress !== null && state === "running"
      ? element("progress", {
          attributes: {
            max: "1",
            value: String(progress),
            "aria-label": t("lab.job.progress", { share: percent(progress) }),
          },
        })
      : null,
    ...jobLines(job).map((text) => element("p", { class: isTrouble ? "history-reason" : "hint", text })),
    element("button", {
      class: "button small",
      text: t("lab.job.open"),
      attributes: { type: "button" },
      onClick: onOpen,
    }),
  );
}

/** What is to be said of a job besides its state, in sentences. */
export function jobLines({ state, progress, problem, reason, version, refused }: Job): readonly string[] {
  return [
    ...(state === "running" && progress !== null ? [t("lab.job.progress", { share: percent(progress) })] : []),
    ...(version === null ? [] : [t("lab.job.version", { version })]),
    ...(problem === null ? [] : [reason ?? t(`lab.job.why.${problem}`)]),
    ...(refused.length === 0
      ? []
      : [
          t("lab.job.refused", {
            reasons: [...new Set(refused)].map((one) => t(`lab.job.why.${one}`)).join(" "),
          }),
        ]),
  ];
}

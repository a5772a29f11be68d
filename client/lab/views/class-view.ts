import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { AnswersOfVersions, EvidenceBoard, TrainingBoard, VersionContest } from "../../../shared/protocol/lab.ts";
import { isTold } from "../../../shared/protocol/ratings.ts";
import { versionTable } from "../../board/version-table.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { changeList, comparedAnswers } from "../../ui/learning/then-and-now.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { goesBy } from "../charts/goes-by.ts";
import { answersOf, LabProblem, matchupOf } from "../lab-link.ts";
import { metVersions } from "../versions/side-by-side.ts";
import { versionPicker } from "../versions/version-picker.ts";

/** What a class sees of the lab, in five cards: how far the model is, one question then and now, what changed, what votes say, the ratings. */
export function classView(): {
  readonly root: HTMLElement;
  versions(board: VersionsBoard): void;
  evidence(board: EvidenceBoard): void;
  trainer(state: TrainingBoard["trainer"]): void;
  /** Of the last fit among them it says what it goes by. */
  steps(newest: TrainingBoard["steps"]): void;
  /** Answers may have been stored since. */
  refresh(): void;
} {
  const state = element("p", { class: "lab-trainer", attributes: { role: "status" } });
  const by = element("p", { class: "lab-grasp", attributes: { role: "status" } });
  const [newest, votes] = [element("dd", { text: "–" }), element("dd", { text: "–" })];
  const [before, after] = [versionPicker("lab.before"), versionPicker("lab.after")];
  const prompt = element("select");
  const next = element("button", { class: "button small", text: t("lab.nextPrompt"), attributes: { type: "button" } });
  const pair = element("div", { class: "lab-pair", attributes: { "aria-live": "polite" } });
  const change = element("div");
  const verdict = element("p", { class: "lab-verdict" });
  const ratings = versionTable(true);
  const pickers = element(
    "div",
    { class: "lab-pickers" },
    before.root,
    after.root,
    element("label", { class: "field lab-picker lab-question" }, element("span", { text: t("lab.prompt") }), prompt),
    next,
  );
  let prompts: AnswersOfVersions["prompts"] = [];
  let touched = false;
  let asked = "";

  const chosen = (): [number, number] => [Number(before.input.value), Number(after.input.value)];
  const drawPair = (): void => {
    const [a, b] = chosen();
    const shown = prompts[prompt.selectedIndex];
    const textOf = (version: number) => shown?.answers.find((one) => one.version === version)?.text;
    const [old, now] = [textOf(a), textOf(b)];
    const answers = { before: old ?? "", after: now ?? "", versionBefore: a, versionAfter: b };
    pair.replaceChildren(
      old === undefined || now === undefined
        ? element("p", { class: "lab-empty", text: t("lab.noAnswers") })
        : comparedAnswers(answers, { before: t("lab.before"), after: t("lab.after") }),
    );
  };

  async function load(): Promise<void> {
    const [a, b] = chosen();
    asked = `${a} ${b}`;
    try {
      const [answers, contest] = await Promise.all([answersOf([a, b]), matchupOf(a, b)]);
      if (asked !== `${a} ${b}`) return;
      showPrompts(answers.prompts);
      change.replaceChildren(changesOf(contest));
      setText(verdict, verdictOf(a, b, contest));
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      pair.replaceChildren(element("p", { class: "lab-empty", text: t("lab.unreachable") }));
    }
  }

  function showPrompts(all: AnswersOfVersions["prompts"]): void {
    const kept = prompt.value;
    prompts = all;
    prompt.replaceChildren(
      ...all.map((one) => element("option", { text: one.prompt, attributes: { value: one.prompt } })),
    );
    if (all.some((one) => one.prompt === kept)) prompt.value = kept;
    drawPair();
  }

  for (const { input } of [before, after]) {
    input.addEventListener("change", () => {
      touched = true;
      void load();
    });
  }
  prompt.addEventListener("change", drawPair);
  next.addEventListener("click", () => {
    prompt.selectedIndex = (prompt.selectedIndex + 1) % Math.max(1, prompts.length);
    drawPair();
  });
  const early = element("p", { class: "lab-empty", text: t("lab.oneVersion") });
  const compared = element("div", { class: "lab-compare" }, pickers, pair);
  for (const part of [early, compared]) part.hidden = true; // nothing is known before the first board

  return {
    root: element(
      "div",
      { class: "lab-class" },
      card("now", "lab.card.now", state, glance(newest, votes), by),
      card("pair", "lab.card.pair", early, compared),
      card("change", "lab.card.change", change),
      card("votes-say", "lab.card.votes", verdict),
      card(
        "ratings",
        "lab.card.ratings",
        element("p", { class: "hint", text: t("lab.card.ratingsHint") }),
        ratings.root,
      ),
    ),
    versions(board) {
      ratings.update(board);
      const met = metVersions(board);
      const playing = board.versions.findLast(({ status }) => status === "promoted")?.version;
      setText(newest, playing === undefined ? "–" : String(playing));
      early.hidden = met.length > 1;
      compared.hidden = met.length < 2;
      for (const name of ["change", "votes-say"]) document.getElementById(name)!.hidden = met.length < 2;
      if (met.length < 2) return;
      const [a, b] = chosen();
      before.fill(met, touched ? a : met[0]!);
      after.fill(met, touched ? b : (playing ?? met.at(-1)!));
      void load();
    },
    evidence(board) {
      setText(votes, decimals(board.votes.total, 0));
    },
    trainer(now) {
      state.dataset.state = now;
      setText(state, t(`learning.state.${now}`));
    },
    steps(newest) {
      if (newest.some(({ kind }) => kind === "reward")) setText(by, goesBy(newest));
    },
    refresh() {
      if (!compared.hidden) void load();
    },
  };
}

function glance(newest: HTMLElement, votes: HTMLElement): HTMLElement {
  const figure = (label: string, value: HTMLElement) =>
    element("div", { class: "lab-figure" }, element("dt", { text: label }), value);
  return element(
    "dl",
    { class: "lab-now" },
    figure(t("lab.glance.version"), newest),
    figure(t("lab.glance.votes"), votes),
  );
}

const changesOf = ({ changes }: VersionContest): HTMLElement =>
  changes === null ? element("p", { class: "lab-empty", text: t("lab.uncounted") }) : changeList(changes);

/** What people's votes say of two versions, in words; no figure before it can be told from a half. */
function verdictOf(a: number, b: number, { rate, low, high, votes }: VersionContest): string {
  if (rate === null || low === null || high === null) return t("lab.class.neverMet", { a, b });
  if (!isTold({ low, high }, 0.5)) return t("lab.class.early", { a, b, votes: decimals(votes, 0) });
  const [better, other, share] = rate > 0.5 ? [a, b, rate] : [b, a, 1 - rate];
  return t("lab.class.told", { better, other, of100: percent(share), votes: decimals(votes, 0) });
}

function card(
  id: string,
  heading: `lab.card.${"now" | "pair" | "change" | "votes" | "ratings"}`,
  ...content: readonly HTMLElement[]
) {
  return element(
    "section",
    { class: `panel lab-section lab-card-${id}`, attributes: { id } },
    element("h2", { text: t(heading) }),
    ...content,
  );
}

import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { EvidenceBoard, TrainingBoard } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { percent } from "../../ui/numbers.ts";
import { campsCard } from "../cards/camps-card.ts";
import { constitutionCard } from "../cards/constitution-card.ts";
import { externalModelsCard } from "../cards/external-models-card.ts";
import { importsCard } from "../cards/imports-card.ts";
import { jobDialog } from "../cards/job-dialog.ts";
import { jobsCard } from "../cards/jobs-card.ts";
import { judgeCard } from "../cards/judge-card.ts";
import { methodTable } from "../cards/method-table.ts";
import { labChart } from "../charts/lab-chart.ts";
import {
  type ChartName,
  EVIDENCE_CHARTS,
  evidenceCharts,
  type LabChart,
  TRAINING_CHARTS,
  trainingCharts,
  withSteps,
} from "../charts/lab-charts.ts";
import { labFigures, labGlance } from "../charts/lab-glance.ts";
import { answersOf, type LabHandlers, LabProblem, matchupOf } from "../lab-link.ts";
import { learningForm } from "../learning-form.ts";
import { compareVersions } from "../versions/compare-versions.ts";
import { rollbackDialog } from "../versions/rollback-dialog.ts";
import { metVersions, milestones, sideBySide } from "../versions/side-by-side.ts";
import { versionHistory } from "../versions/version-history.ts";
import type { Tab } from "./tabs.ts";

/** Everything that is known, by subject: people's votes, answers, training, who judges and answers beside the players and the model, versions, settings. */
export function researchView(): {
  readonly glance: HTMLElement;
  readonly subjects: readonly Tab[];
  readonly dialogs: readonly HTMLElement[];
  readonly handlers: Omit<LabHandlers, "connected">;
  /** Called when the viewer wants to see older versions. */
  onOlder(load: () => Promise<void>): void;
} {
  const glance = labGlance();
  const charts = new Map([...EVIDENCE_CHARTS, ...TRAINING_CHARTS].map((name) => [name, labChart(name)]));
  const grid = (names: readonly ChartName[]) =>
    element("div", { class: "lab-charts" }, ...names.map((name) => charts.get(name)!.root));
  const judge = judgeCard();
  const externalModels = externalModelsCard();
  const constitution = constitutionCard();
  const camps = campsCard();
  const imports = importsCard();
  const job = jobDialog();
  const jobs = jobsCard(job.open);
  const story = sideBySide();
  const compare = compareVersions((a, b) => void showMatchup(a, b));
  const dialog = rollbackDialog((version, undone) => setText(told, t("lab.rollback.done", { version, undone })));
  const told = element("p", { class: "lab-told", attributes: { role: "status" } });
  const methods = methodTable();
  const history = versionHistory(dialog.ask);
  const alarm = element("p", { class: "lab-told", attributes: { role: "status" } });
  const noModels = element("p", { class: "lab-empty", text: t("lab.noModels") });
  const tab = (name: Subject, ...content: readonly HTMLElement[]): Tab => ({
    ...{ name, label: t(`lab.tab.${name}`), content: element("div", { class: "lab-subject" }, ...content) },
  });

  let versions: VersionsBoard | null = null;
  let evidence: EvidenceBoard | null = null;
  let steps: TrainingBoard["steps"] = [];
  let asked = "";

  const show = (some: readonly LabChart[]): void => {
    for (const chart of some) charts.get(chart.name)?.update(chart);
    glance.update(labFigures(versions, evidence, steps));
  };

  /** A figure that no method has is left out. */
  const showTraining = (): void => {
    const drawn = trainingCharts(steps);
    for (const name of TRAINING_CHARTS) charts.get(name)!.root.hidden = !drawn.some((chart) => chart.name === name);
    constitution.update(steps);
    showModels();
    show(drawn);
  };

  const showModels = (): void => {
    noModels.hidden = [judge, externalModels, constitution].some(({ root }) => !root.hidden);
  };

  async function showStory(shown: readonly number[], again = false): Promise<void> {
    if (shown.length === 0) return story.show([], null);
    if (!again && asked === shown.join()) return;
    asked = shown.join();
    try {
      const answers = await answersOf(shown);
      if (asked === shown.join()) story.show(shown, answers);
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      asked = ""; // asked again with the next board
      story.show(shown, null, t("lab.unreachable"));
    }
  }

  async function showMatchup(a: number, b: number): Promise<void> {
    try {
      const [matchup, answers] = await Promise.all([matchupOf(a, b), answersOf([a, b])]);
      compare.matchup(a, b, matchup);
      compare.answers.show([a, b], answers);
    } catch (error) {
      if (!(error instanceof LabProblem)) throw error;
      compare.matchup(a, b, null);
      compare.answers.show([a, b], null, t("lab.unreachable"));
    }
  }

  return {
    glance: glance.root,
    subjects: [
      tab(
        "votes",
        section("lab.section.votes", "lab.section.votesHint", alarm, grid(EVIDENCE_CHARTS)),
        camps.root,
        imports.root,
      ),
      tab(
        "answers",
        section("lab.section.answers", "lab.section.answersHint", story.root),
        section("lab.section.compare", "lab.section.compareHint", compare.root),
      ),
      tab(
        "training",
        section("lab.section.training", "lab.section.trainingHint", grid(TRAINING_CHARTS)),
        section("lab.section.methods", "lab.section.methodsHint", methods.root),
        jobs.root,
      ),
      tab("models", noModels, judge.root, externalModels.root, constitution.root),
      tab("versions", section("lab.section.history", "lab.section.historyHint", told, history.root)),
      tab("settings", section("lab.section.learning", "lab.section.learningHint", learningForm())),
    ],
    dialogs: [dialog.root, job.root],
    onOlder: history.onOlder,
    handlers: {
      versions(board) {
        versions = board;
        history.update(board);
        methods.update(board);
        compare.update(board);
        show([]);
        void showStory(milestones(metVersions(board)));
      },
      evidence(board) {
        evidence = board;
        setText(alarm, alarmText(board.watch));
        show(evidenceCharts(board));
      },
      judge(board) {
        judge.update(board);
        showModels();
      },
      contestants(board) {
        externalModels.update(board);
        showModels();
      },
      imports: imports.update,
      jobs: jobs.update,
      camps: camps.update,
      training(board) {
        steps = board.steps;
        glance.trainer(board.trainer);
        showTraining();
        // Answers of versions from before they came with the promotion are stored when the trainer rests.
        void showStory(milestones(versions === null ? [] : metVersions(versions)), true);
      },
      trainingSteps(more) {
        steps = withSteps(steps, more);
        showTraining();
      },
    },
  };
}

/** Empty while people like newer versions no less. */
function alarmText({ alarm }: EvidenceBoard["watch"]): string {
  if (alarm === null) return "";
  const { after, rate, high, votes, pairs } = alarm;
  return t("lab.alarm", { version: after, rate: percent(rate), high: percent(high), votes, pairs });
}

type Subject = "votes" | "answers" | "training" | "models" | "versions" | "settings";
type SectionKey = "votes" | "answers" | "training" | "methods" | "learning" | "compare" | "history";

function section(
  heading: `lab.section.${SectionKey}`,
  hint: `lab.section.${SectionKey}Hint`,
  ...content: readonly HTMLElement[]
): HTMLElement {
  return element(
    "section",
    { class: "panel lab-section" },
    element("h2", { text: t(heading) }),
    element("p", { class: "hint", text: t(hint) }),
    ...content,
  );
}

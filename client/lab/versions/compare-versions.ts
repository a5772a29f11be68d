import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { VersionContest } from "../../../shared/protocol/lab.ts";
import { shownRating } from "../../board/rating-rows.ts";
import { t } from "../../i18n/t.ts";
import { dataTable, type TableColumn, tableText } from "../../ui/data-table.ts";
import { element } from "../../ui/element.ts";
import { lengthEffectLine } from "../../ui/length-effect.ts";
import { decimals, percent, significant } from "../../ui/numbers.ts";
import { sideBySide } from "./side-by-side.ts";
import { versionPicker } from "./version-picker.ts";

/** Two versions next to each other: what people said, what was measured, and their answers. */
export function compareVersions(onChoose: (a: number, b: number) => void): {
  root: HTMLElement;
  update(board: VersionsBoard): void;
  matchup(a: number, b: number, matchup: VersionContest | null): void;
  readonly answers: ReturnType<typeof sideBySide>;
} {
  const [first, second] = [versionPicker("lab.versionA"), versionPicker("lab.versionB")];
  const verdict = element("p", { class: "lab-verdict", attributes: { "aria-live": "polite" } });
  const facts = element("div");
  const length = lengthEffectLine();
  const answers = sideBySide();
  const empty = element("p", { class: "lab-empty", text: t("lab.tooFew") });
  const choice = element("div", { class: "lab-pickers" }, first.root, second.root);
  const content = element("div", { class: "lab-compare" }, choice, verdict, facts, length.root, answers.root);
  for (const part of [empty, content]) part.hidden = true; // nothing is known before the first board
  let board: VersionsBoard = { lengthEffect: null, versions: [], contestants: [] };
  let touched = false;

  const chosen = (): [number, number] => [Number(first.input.value), Number(second.input.value)];
  function drawFacts(): void {
    const [a, b] = chosen().map((version) => board.versions.find((one) => one.version === version));
    if (a === undefined || b === undefined) return;
    const columns: readonly TableColumn<VersionFact>[] = [
      { heading: "", kind: "name", cell: (fact) => t(`lab.fact.${fact}`) },
      ...[a, b].map(
        (version): TableColumn<VersionFact> => ({
          heading: t("reveal.author", { version: version.version }),
          kind: "number",
          cell: (fact) => VERSION_FACTS[fact](version) ?? "–",
        }),
      ),
    ];
    facts.replaceChildren(dataTable(tableText(columns, FACT_NAMES), t("lab.section.compare")));
  }
  for (const { input } of [first, second]) {
    input.addEventListener("change", () => {
      touched = true;
      drawFacts();
      onChoose(...chosen());
    });
  }

  return {
    root: element("div", {}, empty, content),
    answers,
    update(next) {
      board = next;
      length.update(next.lengthEffect);
      const versions = next.versions.filter(({ status }) => status !== "candidate").map(({ version }) => version);
      empty.hidden = versions.length > 1;
      content.hidden = versions.length < 2;
      if (versions.length < 2) return;
      const before = chosen();
      const newest = next.versions.findLast(({ status }) => status === "promoted")?.version ?? versions.at(-1)!;
      first.fill(versions, touched ? before[0] : versions[0]!);
      second.fill(versions, touched ? before[1] : newest === versions[0] ? versions.at(-1)! : newest);
      drawFacts();
      onChoose(...chosen());
    },
    matchup(a, b, matchup) {
      if (a !== chosen()[0] || b !== chosen()[1]) return;
      verdict.textContent = matchup === null ? "" : verdictText(a, b, matchup);
    },
  };
}

function verdictText(a: number, b: number, { rate, low, high, votes, pairs }: VersionContest): string {
  if (rate === null || low === null || high === null) return t("lab.neverMet", { a, b });
  const interval = { low: percent(low), high: percent(high) };
  return t("lab.matchup", {
    a,
    b,
    rate: percent(rate),
    ...interval,
    votes: decimals(votes, 0),
    pairs: decimals(pairs, 0),
  });
}

type Version = VersionsBoard["versions"][number];

/** Researchers see the interval too while it is too early to tell. */
function ratingFact(rated: Parameters<typeof shownRating>[0]): string | null {
  const rating = shownRating(rated);
  if (rating.state === "unrated") return null;
  return rating.state === "told" ? rating.text : t("lab.early", { figure: rating.text });
}

/** What the gate measured, as text; null where it didn't. */
const metric =
  (name: string, write: (value: number) => string) =>
  ({ metrics }: Version): string | null => {
    const value = metrics[name];
    return value === undefined || !Number.isFinite(value) ? null : write(value);
  };

/** What is known of a version, as text, in the order of the table; null where it isn't known. */
export const VERSION_FACTS = {
  rating: ratingFact,
  lengthControlled: ({ lengthControlled }) => (lengthControlled === null ? null : ratingFact(lengthControlled)),
  votes: ({ votes }) => decimals(votes, 0),
  kl: metric("kl", significant),
  sftNll: metric("sftNll", significant),
  rewardGain: metric("rewardGain", significant),
  distinct2Ratio: metric("distinct2Ratio", significant),
  topPhraseShare: metric("topPhraseShare", percent),
  safeShare: metric("safeShare", percent),
  endedShare: metric("endedShare", percent),
  expectedWinRate: metric("expectedWinRate", percent),
  expectedWinRatePicked: metric("expectedWinRatePicked", percent),
  comparisons: metric("comparisons", (value) => decimals(value, 0)),
} as const satisfies Readonly<Record<string, (version: Version) => string | null>>;
type VersionFact = keyof typeof VERSION_FACTS;
const FACT_NAMES = Object.keys(VERSION_FACTS) as readonly VersionFact[];

import type { VersionsBoard } from "../../../shared/protocol/boards.ts";
import type { VersionContest } from "../../../shared/protocol/lab.ts";
import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { lengthEffectLine } from "../../ui/length-effect.ts";
import { decimals, percent } from "../../ui/numbers.ts";
import { sideBySide } from "./side-by-side.ts";
import { versionReport } from "./version-report.ts";

/** Two versions next to each other: what people said, what was measured, and their answers. */
export function compareVersions(onChoose: (a: number, b: number) => void): {
  root: HTMLElement;
  update(board: VersionsBoard): void;
  contest(a: number, b: number, contest: VersionContest | null): void;
  readonly answers: ReturnType<typeof sideBySide>;
} {
  const [first, second] = [select("lab.versionA"), select("lab.versionB")];
  const verdict = element("p", { class: "lab-verdict", attributes: { "aria-live": "polite" } });
  const facts = element("div", { class: "table-scroll" });
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
    const [left, right] = [versionReport(a), versionReport(b)];
    const head = ["", t("reveal.author", { version: a.version }), t("reveal.author", { version: b.version })];
    const cells = left.map(({ fact, value }, i) =>
      element(
        "tr",
        {},
        element("th", { text: t(`lab.fact.${fact}`), attributes: { scope: "row" } }),
        element("td", { text: value ?? "–" }),
        element("td", { text: right[i]?.value ?? "–" }),
      ),
    );
    const heads = head.map((text) =>
      text === "" ? element("td") : element("th", { text, attributes: { scope: "col" } }),
    );
    facts.replaceChildren(
      element(
        "table",
        { class: "lab-facts" },
        element("thead", {}, element("tr", {}, ...heads)),
        element("tbody", {}, ...cells),
      ),
    );
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
    contest(a, b, contest) {
      if (a !== chosen()[0] || b !== chosen()[1]) return;
      verdict.textContent = contest === null ? "" : verdictText(a, b, contest);
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

function select(key: "lab.versionA" | "lab.versionB") {
  const input = element("select");
  const root = element("label", { class: "field lab-picker" }, element("span", { text: t(key) }), input);
  return {
    root,
    input,
    fill(versions: readonly number[], value: number) {
      input.replaceChildren(
        ...versions.map((version) =>
          element("option", { text: t("reveal.author", { version }), attributes: { value: String(version) } }),
        ),
      );
      input.value = String(value);
    },
  };
}

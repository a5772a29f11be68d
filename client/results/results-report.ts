import { ARCHIVE, FORMS, fileTypesOf, nameOf } from "../../shared/protocol/dataset-files.ts";
import { RESULT_TABLES, type SessionResults } from "../../shared/protocol/results.ts";
import { clearestForNow, type VersionVotes, votesOn } from "../../shared/round/votes/clearest-pair.ts";
import { t } from "../i18n/t.ts";
import { downloadFile, type SessionFile } from "../net/api.ts";
import { brand } from "../ui/brand.ts";
import { dataTable, type TableText } from "../ui/data-table.ts";
import { element, setText } from "../ui/element.ts";
import { comparedAnswers } from "../ui/learning/then-and-now.ts";
import { questionText } from "../ui/state-texts.ts";
import { namesPanel } from "./names-panel.ts";
import { reportTables } from "./report-tables.ts";

/** What became of a session, to be read on a screen, printed, or fetched as files. */
export function resultsReport(results: SessionResults, hostToken: string): HTMLElement {
  const { code, title, createdAt, finishedAt, openRounds, players, rounds } = results;
  const votes = rounds.reduce((sum, round) => sum + round.votes, 0);
  const summary = t("results.summary", { players: players.length, rounds: rounds.length, votes });
  const day = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "short" });
  const head = element(
    "section",
    { class: "panel report-head" },
    element("h1", { text: t("results.title", { code }) }),
    element("p", { class: "report-title", text: title, attributes: { dir: "auto" } }),
    element("p", { text: questionText(results), attributes: { dir: "auto" } }),
    element("p", { class: "hint", text: `${day.format(new Date(createdAt))} · ${summary}` }),
    finishedAt === null ? element("p", { class: "hint", text: t("results.running") }) : null,
    openRounds > 0 ? element("p", { class: "hint", text: t("results.openRounds", { rounds: openRounds }) }) : null,
  );
  const back = element("a", { class: "button small", text: t("results.back"), attributes: { href: `/host/${code}` } });
  const { players: people, unusual, rounds: played, questions } = reportTables(results);
  return element(
    "div",
    { class: "report" },
    element("header", { class: "page-head" }, brand(), finishedAt === null ? back : null),
    element(
      "main",
      { class: "report-main" },
      head,
      downloads(code, hostToken),
      section(t("results.players"), people, players.some(isRated) ? t("results.reliabilityHint") : null),
      namesPanel(code, hostToken),
      section(t("results.unusual"), unusual, voteHint(results), t("results.unusualNone")),
      thenAndNowSection(results),
      section(t("results.rounds"), played),
      section(t("results.questions"), questions),
    ),
  );
}

/** One question answered then and now: the clearest of the finale's, and labelled so, or else one that nobody voted on; or why there is none. */
function thenAndNowSection({ finale, thenAndNow }: SessionResults): HTMLElement {
  const best = clearestForNow(finale);
  const chosen = best === null ? null : { ...best, after: best.now, versionAfter: best.versionNow };
  const shown = finale.length > 0 ? chosen : thenAndNow;
  return element(
    "section",
    { class: "panel report-section" },
    element("h2", { text: t("thenAndNow.heading") }),
    element("p", { class: "hint", text: thenAndNowLabel(finale, best, thenAndNow !== null) }),
    ...(shown === null
      ? []
      : [
          element("p", { class: "then-and-now-prompt", text: shown.prompt, attributes: { dir: "auto" } }),
          comparedAnswers(shown),
        ]),
  );
}

function thenAndNowLabel(finale: SessionResults["finale"], best: VersionVotes | null, isShown: boolean): string {
  const count = finale.length;
  if (best !== null) return t("story.clearest", { count, now: best.forNow, votes: votesOn(best) });
  if (count > 0) return t("results.noneBetter", { count });
  return t(isShown ? "results.unvoted" : "results.unchanged");
}

function downloads(code: string, hostToken: string): HTMLElement {
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const button = (text: string, onClick: (button: HTMLButtonElement) => void, label = text) => {
    const attributes = { type: "button", ...(label === text ? {} : { "aria-label": label }) };
    const made = element("button", { class: "button small", text, attributes, onClick: () => onClick(made) });
    return made;
  };
  const fetching = (file: SessionFile) => (button: HTMLButtonElement) => {
    setText(problem, "");
    button.disabled = true;
    downloadFile(code, hostToken, file)
      .catch((error: unknown) => {
        const unknown = error instanceof TypeError || !(error instanceof Error);
        const reason = unknown ? t("refusal.unavailable") : error.message;
        setText(problem, t("results.downloadFailed", { reason }));
      })
      .finally(() => {
        button.disabled = false;
      });
  };
  const forms = FORMS.map((form) =>
    element(
      "li",
      {},
      element("span", { text: t(`results.data.${form}`) }),
      ...fileTypesOf(form).map((type) => {
        const label = `${t(`results.data.${form}`)}: ${t(`results.type.${type}`)}`;
        return button(t(`results.type.${type}`), fetching(`data/${nameOf({ form, type })}`), label);
      }),
    ),
  );
  return element(
    "section",
    { class: "panel report-downloads", attributes: { "aria-label": t("results.downloads") } },
    button(t("results.print"), () => print()),
    button(t("results.xlsx"), fetching("results.xlsx")),
    ...RESULT_TABLES.map((table) =>
      button(t("results.csv", { table: t(`results.${table}`) }), fetching(`results/${table}.csv`)),
    ),
    problem,
    element(
      "details",
      { class: "report-data" },
      element("summary", { text: t("results.data") }),
      element("p", { class: "hint", text: t("results.data.hint") }),
      button(t("results.data.archive"), fetching(`data/${ARCHIVE}`)),
      element("ul", {}, ...forms),
    ),
  );
}

const isRated = ({ reliability }: SessionResults["players"][number]): boolean => reliability !== null;

/** How many votes the reward model learns from, why it leaves the others out, and what the table's columns mean. */
function voteHint({ votes: { cast, counted, tooFast, waiting } }: SessionResults): string {
  const use = t("results.voteUse", { cast, counted, tooFast, waiting });
  return `${use} ${t("results.unusualHint")}`;
}

function section(heading: string, table: TableText, hint: string | null = null, none = t("results.none")): HTMLElement {
  return element(
    "section",
    { class: "panel report-section" },
    element("h2", { text: heading }),
    table.rows.length === 0 ? element("p", { class: "hint", text: none }) : dataTable(table, heading),
    hint === null ? null : element("p", { class: "hint", text: hint }),
  );
}

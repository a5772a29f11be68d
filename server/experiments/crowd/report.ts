import type { ModelSummary } from "../../../shared/protocol/models.ts";
import type { SplitPrompts } from "../../game/packs/pack-prompts.ts";
import { mean } from "../../stats/moments.ts";
import { formatList, openTable } from "../terminal/table.ts";
import { type CrowdRound, isFresh, lessonOf } from "./learning-record.ts";
import type { MeasuredAnswers, SessionEffect } from "./measure-policy.ts";

/** What two versions say to one prompt. */
export interface ShownAnswers {
  readonly prompt: string;
  readonly before: string;
  readonly after: string;
  readonly versionBefore: number;
  readonly versionAfter: number;
}

/** From the start of the crowd's own servers to the first pair that a player could judge. */
export interface FirstPair {
  readonly seconds: number;
  /** What the trainer's threads took of it; NaN where the system doesn't tell. */
  readonly trainerCpuSeconds: number;
}

/** What `--json` writes. */
export interface CrowdReport extends SessionEffect {
  readonly taste: string;
  /** The adopted model and the prompts it was asked; absent for the pocket model. */
  readonly model?: string;
  readonly pack?: string;
  readonly prompts?: SplitPrompts;
  readonly firstPair?: FirstPair | null;
  /** The first answer of each version to every held-out prompt. */
  readonly demonstration: readonly ShownAnswers[];
  /** Absent where the arena kept its own. */
  readonly method?: string;
  readonly seed: number;
  readonly players: number;
  readonly rounds: number;
  readonly noise: number;
  /** Acknowledged votes. */
  readonly votes: number;
  readonly comparisons: number;
  /** Comparisons that the newest version learnt from. */
  readonly learntFrom: number;
  /** Seconds in which the class waited for its pairs: of all rounds, and of the longest wait. */
  readonly waitSeconds: number;
  readonly longestWaitSeconds: number;
  /** Mean seconds from a round's closing until a candidate that had seen its votes was promoted or rejected. */
  readonly trainSecondsPerRound: number;
  /** Share of the rounds, from the second on, that were dealt by what the round before them had taught; see `isFresh`. */
  readonly freshRounds: number;
  readonly promoted: number;
  readonly rejected: number;
}

type Played = readonly CrowdRound[];
type Models = readonly ModelSummary[];

const ROUNDS = openTable([
  { heading: "round", width: 5, align: "right" },
  { heading: "dealt by", width: 10, align: "right" },
  { heading: "fresh", width: 5, align: "right" },
  { heading: "votes", width: 5, align: "right" },
  { heading: "reward accuracy", width: 15, align: "right" },
  { heading: "kl", width: 4, align: "right" },
  { heading: "trained in", width: 10, align: "right" },
  { heading: "outcome", width: 0, align: "left" },
]);

export const roundsHead = ROUNDS.head;

/** The line of one played round; `models` were asked for at `asked`. */
export function roundLine(rounds: Played, index: number, models: Models, asked: number): string {
  const played = rounds[index]!;
  const { round, votes } = played;
  const lesson = lessonOf(rounds.slice(index), models, asked);
  const metric = (name: string) => lesson?.model.metrics[name];
  const fresh = isFresh(rounds, index);
  return ROUNDS.line([
    String(round.index),
    `version ${round.policyVersion}`,
    fresh === null ? "-" : fresh ? "yes" : "no",
    String(votes),
    fixed(metric("rewardAccuracy"), 2),
    fixed(metric("kl"), 2),
    lesson === null ? "-" : `${lesson.seconds.toFixed(1)} s`,
    outcome(lesson?.model ?? null, played),
  ]);
}

function outcome(model: ModelSummary | null, { comparisons }: CrowdRound): string {
  if (model === null) return comparisons === 0 ? "no votes" : "still training";
  return model.status === "rejected"
    ? `version ${model.version} rejected: ${model.reason}`
    : `version ${model.version} promoted`;
}

export function crowdReport(
  options: { taste: string; method?: string; seed: number; players: number; noise: number },
  rounds: Played,
  effect: SessionEffect,
  models: Models,
  asked: number,
): Omit<CrowdReport, "demonstration"> {
  const lessons = rounds.flatMap((_, i) => lessonOf(rounds.slice(i), models, asked) ?? []);
  const fresh = rounds.flatMap((_, i) => isFresh(rounds, i) ?? []);
  const candidates = [...new Set(lessons.map(({ model }) => model))];
  const rejected = candidates.filter(({ status }) => status === "rejected").length;
  return {
    taste: options.taste,
    ...(options.method === undefined ? {} : { method: options.method }),
    seed: options.seed,
    players: options.players,
    rounds: rounds.length,
    noise: options.noise,
    ...effect,
    votes: rounds.reduce((sum, round) => sum + round.votes, 0),
    comparisons: rounds.reduce((sum, round) => sum + round.comparisons, 0),
    learntFrom: Math.max(0, ...candidates.map(({ metrics }) => metrics.comparisons ?? 0)),
    waitSeconds: rounds.reduce((sum, { waitedMs }) => sum + waitedMs, 0) / 1000,
    longestWaitSeconds: Math.max(0, ...rounds.map(({ waitedMs }) => waitedMs)) / 1000,
    trainSecondsPerRound: mean(lessons.map((lesson) => lesson.seconds)),
    freshRounds: mean(fresh.map(Number)),
    promoted: candidates.length - rejected,
    rejected,
  };
}

export function describeReport(report: CrowdReport): string {
  const percent = (value: number) => `${fixed(100 * value, 1)}%`;
  const { taste, prompts, firstPair } = report;
  return `\n${formatList([
    [
      "wins against the starting model",
      `${percent(report.winRate)} (95%: ${percent(report.winRateLow)} to ${percent(report.winRateHigh)})`,
    ],
    ["  measured by", `${taste}, noise-free, on ${report.pairs} fresh pairs of answers to held-out prompts`],
    ...(prompts === undefined
      ? []
      : [
          [
            "  prompts",
            `${prompts.kept.length} that the class never played; it played ${prompts.played.length}`,
          ] as const,
        ]),
    ["KL from the first version", `${fixed(report.kl, 2)} nats a response`],
    ["text under the first version", `${fixed(report.sftNll, 2)} nats a token`],
    ["distinct-2, ratio to the start", `${fixed(report.distinct2, 3)}, ${fixed(report.distinct2Ratio, 2)}`],
    ["commonest 4-gram", `in ${percent(report.topPhraseShare)} of the answers ("${report.topPhrase}")`],
    ["unique answers", percent(report.uniqueShare)],
    ["reward model", `orders ${percent(report.rewardAccuracy)} of held-out pairs as the taste does`],
    ["words an answer", fixed(report.meanWords, 1)],
    ["votes, comparisons", `${report.votes}, ${report.comparisons}; learnt from ${report.learntFrom}`],
    ["candidates", `${report.promoted} promoted, ${report.rejected} rejected`],
    ["training", `${fixed(report.trainSecondsPerRound, 1)} s a round`],
    ["rounds dealt by what was just learned", percent(report.freshRounds)],
    ["the class waited", `${fixed(report.waitSeconds, 1)} s in all, ${fixed(report.longestWaitSeconds, 1)} s at most`],
    ...(firstPair == null
      ? []
      : [
          [
            "start to first pair",
            `${fixed(firstPair.seconds, 1)} s, of which the trainer computed ${fixed(firstPair.trainerCpuSeconds, 1)} CPU seconds`,
          ] as const,
        ]),
  ])}`;
}

type Answers = Pick<MeasuredAnswers, "answers"> & { readonly version: number };

/**
 * What a class can be shown of what it taught: the first answer of each version to every prompt, so that nobody chose it.
 * @param before answers to the same questions as those `after`, in the same order
 */
export function demonstrate(before: Answers, after: Answers): readonly ShownAnswers[] {
  const shown = new Set<string>();
  return before.answers.flatMap(({ prompt, response }, i) => {
    if (shown.has(prompt)) return [];
    shown.add(prompt);
    const versions = { versionBefore: before.version, versionAfter: after.version };
    return [{ prompt, before: response, after: after.answers[i]!.response, ...versions }];
  });
}

export function describeDemonstration(shown: readonly ShownAnswers[]): string {
  const said = (version: number, text: string) => `  version ${version}: ${JSON.stringify(text)}\n`;
  const blocks = shown.map(
    ({ prompt, before, after, versionBefore, versionAfter }) =>
      `\n${prompt}\n${said(versionBefore, before)}${said(versionAfter, after)}`,
  );
  return `\nBefore and after, the first answer of each to every held-out prompt:\n${blocks.join("")}`;
}

const fixed = (value: number | undefined, digits: number): string =>
  value === undefined || Number.isNaN(value) ? "-" : value.toFixed(digits);

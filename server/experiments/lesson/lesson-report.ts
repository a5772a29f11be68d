import type { ExhibitContents, ExhibitName, MeasuredRate, TasteBoard } from "../../../shared/protocol/lesson.ts";
import { formatTable } from "../terminal/table.ts";

const percent = (share: number): string => `${Math.round(100 * share)}%`;
const rateText = ({ rate, low, high, of }: MeasuredRate): string =>
  `${percent(rate)} (${percent(low)} to ${percent(high)} of ${of})`;
const two = (value: number): string => value.toFixed(2);

type Content<Name extends ExhibitName> = ExhibitContents[Name];

/** How often the reward model was right, mini-round by mini-round. */
export const tasteText = ({ rounds, bets }: TasteBoard): string =>
  formatTable(
    ["mini-round", "hits", "sure"],
    rounds.map(({ round, hits, sureness }) => [String(round + 1), rateText(hits), percent(sureness)]),
  ) +
  bets
    .map(({ prompt, a, b, chosen, chanceOfA }) => {
      const said = chanceOfA === null ? "knew nothing" : `${percent(chanceOfA)} for A`;
      return `${prompt}\n  A: ${a}\n  B: ${b}\n  bet: ${said}; vote: ${chosen}\n`;
    })
    .join("");

const readsText = ({ stages, continuations, questions }: Content<"reads">): string =>
  formatTable(
    ["read", "words", "next word"],
    stages.map(({ read, words, accuracy }) => [percent(read), String(words), rateText(accuracy)]),
  ) +
  continuations
    .map(
      ({ prompt, texts }) =>
        `${prompt}\n${texts.map((text, i) => `  ${percent(stages[i]!.read)}: ${text}\n`).join("")}`,
    )
    .join("") +
  questions
    .map(({ text, options, right, guesses }) => {
      const said = guesses.map(({ pick, chances }) => `${options[pick]} ${percent(chances[pick]!)}`);
      return `${text} ___ (${options.join(", ")})\n  right: ${options[right]}; guesses: ${said.join(", ")}\n`;
    })
    .join("");

const imitatesText = ({ pairs, demonstrations }: Content<"imitates">): string =>
  `${demonstrations} demonstrations\n` +
  pairs.map(({ prompt, before, after }) => `${prompt}\n  before: ${before}\n  after:  ${after}\n`).join("");

const practisesText = (content: Content<"practises">): string => {
  const { prompt, tries, average, before, after, answers, leash, version } = content;
  return (
    `version ${version}: ${prompt}\n` +
    formatTable(
      ["try", "score", "KL", "leash", "total", "kept"],
      tries.map((one) => [
        one.text,
        ...[one.score, one.kl, one.leash, one.total].map(two),
        one.kept ? "kept" : "dropped",
      ]),
    ) +
    `average ${two(average)}; mean score before ${two(before)}, after ${two(after)} (${answers} answers); ` +
    `KL ${two(leash.kl)}, aim ${leash.aim}, limit ${leash.limit}, price ${two(leash.price)}\n`
  );
};

const cheatsText = ({ curve, leashed, pairs, leftOut }: Content<"cheats">): string =>
  formatTable(
    ["iteration", "reward", "nats a token", "KL"],
    [
      ...curve.map(({ iteration, reward, nats, kl }) => [String(iteration), ...[reward, nats, kl].map(two)]),
      ["leashed", ...[leashed.reward, leashed.nats, leashed.kl].map(two)],
    ],
  ) +
  pairs
    .map(
      (one) =>
        `${one.prompt}\n  leashed ${two(one.leashed.score)}: ${one.leashed.text}\n  loose   ${two(one.loose.score)}: ${one.loose.text}\n`,
    )
    .join("") +
  `${leftOut} left out\n`;

const dpoText = ({ votes, agrees, pairs }: Content<"dpo">): string =>
  `${votes} votes, of which it agrees with ${rateText(agrees)}\n` +
  pairs.map(({ prompt, ppo, dpo }) => `${prompt}\n  PPO: ${ppo}\n  DPO: ${dpo}\n`).join("");

const feedbackText = ({ judges, examples }: Content<"feedback">): string =>
  formatTable(
    ["judge", "agrees"],
    judges.map(({ judge, agrees }) => [judge, rateText(agrees)]),
  ) +
  examples
    .map(({ prompt, a, b, people, judge }) => `${prompt}\n  A: ${a}\n  B: ${b}\n  class: ${people}, judge: ${judge}\n`)
    .join("");

const constitutionText = ({ principles, revised, examples }: Content<"constitution">): string =>
  formatTable(
    ["principle", "before", "after"],
    principles.map(({ name, before, after }) => [name, rateText(before), rateText(after)]),
  ) +
  `${revised} revised\n` +
  examples
    .map((one) => `${one.prompt}\n  ${one.draft}\n  [${one.principle}] ${one.critique}\n  ${one.revision}\n`)
    .join("");

const TEXTS: { readonly [Name in ExhibitName]: (content: Content<Name>) => string } = {
  reads: readsText,
  imitates: imitatesText,
  practises: practisesText,
  cheats: cheatsText,
  dpo: dpoText,
  feedback: feedbackText,
  constitution: constitutionText,
};

/** An exhibit as a terminal shows it. */
export const exhibitText = <Name extends ExhibitName>(exhibit: Name, content: Content<Name>): string =>
  TEXTS[exhibit](content);

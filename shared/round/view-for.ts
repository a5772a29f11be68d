import { PLAYER } from "./authors.ts";
import { rewardModelPick } from "./beats/ranking.ts";
import { hasJudged, isWriter } from "./beats/showdown.ts";
import { MAX_WORDS } from "./beats/writing.ts";
import type { FinalePair } from "./finale.ts";
import { isLocked, sharedBeat } from "./flow.ts";
import { isVoting } from "./lesson/lesson-state.ts";
import { lessonView, ownAnswer } from "./lesson/lesson-view.ts";
import { takesPart, teamViews } from "./membership.ts";
import type { PairView } from "./pair-view.ts";
import { isLesson } from "./settings.ts";
import {
  type Award,
  type Entry,
  type GameState,
  isHeld,
  type Phase,
  type Player,
  type Podium,
  type PodiumOutcome,
  type ShowdownPair,
  type Shown,
  timeLeft,
} from "./state.ts";
import type {
  BallotView,
  EntryView,
  GameView,
  PhaseName,
  PlayerView,
  PodiumRevealView,
  PodiumView,
  RevealView,
} from "./view.ts";
import type { FinaleView } from "./view-learning.ts";

export type Viewer = { readonly role: "player"; readonly id: string } | { readonly role: "host" | "spectator" };

/** What a player's own page is told beside it: what they have put in, and in the reveal how their prediction was scored. */
interface OwnViews {
  readonly own: BallotView | null;
  readonly award: Award | null;
}

/** The only way out of a `GameState`. It shows authors and the split from the reveal on, and of the ballots only the viewer's own. */
export function viewFor(state: GameState, viewer: Viewer, now: number): GameView & OwnViews {
  const { settings, phase } = state;
  const present = [...state.players.values()].filter((player) => player.presence === "here");
  const timer = "timer" in phase ? phase.timer : null;
  const players = [...state.players.values()].filter(takesPart).map((player) => playerView(player, state));
  return {
    title: settings.title,
    criterion: settings.criterion,
    question: settings.question,
    mode: settings.mode,
    phase: phaseName(phase),
    paused: timer !== null && isHeld(timer),
    pace: settings.pace,
    interrupted: state.interruptedUntil !== null,
    round: state.round,
    // A lesson has no rounds to count down.
    rounds: isLesson(settings) ? 0 : settings.rounds,
    remainingMs: timer === null || isVoting(state.lesson) ? -1 : remaining(timeLeft(timer, now)),
    policyVersion: state.policyVersion,
    players: new Map(players.map((player) => [player.id, player])),
    here: players.filter(({ connected }) => connected).length,
    verdicts: players.reduce((sum, { judged }) => sum + judged, 0),
    lockedIn: present.filter((player) => isLocked(phase, player.id)).length,
    teams: teamViews(state),
    approving: phase.name === "gathering" && phase.approving,
    task: phase.name === "writing" ? { ...phase.task, maxWords: MAX_WORDS } : null,
    ...contestViews(state),
    entries: phase.name === "reveal" ? entryViews(phase.entries, state) : [],
    finale: finaleView(state),
    learning: learningView(state),
    lesson: lessonView(state),
    own: viewer.role === "player" ? ownView(state, viewer.id) : null,
    award: viewer.role === "player" && phase.name === "reveal" ? (phase.awards.get(viewer.id) ?? null) : null,
  };
}

/** During a round nobody is told how the model answered and answers: only what is judged stands on the screens. */
function learningView({ learning, phase }: GameState): GameView["learning"] {
  const shows = phase.name === "intermission" || phase.name === "finished";
  return shows ? learning : { ...learning, thenAndNow: null };
}

const remaining = (leftMs: number): number => (Number.isFinite(leftMs) ? Math.round(leftMs) : -1);

/** Players are told that pairs are being dealt while what they wrote is paired, and while the finale is drawn. */

function phaseName({ name }: Phase): PhaseName {
  return name === "gathering" || name === "preparing" ? "dealing" : name;
}

function playerView(player: Player, state: GameState): PlayerView {
  const { id, avatar, team, muted, score, streak, wins } = player;
  const { phase } = state;
  const better = [...state.players.values()].filter((other) => other.score > score).length;
  const connected = player.presence === "here";
  const secret = sharedBeat(phase)?.tellsWriters ?? false;
  const judged = player.judged - (secret && hasJudged(phase, id) ? 1 : 0);
  const locked = isLocked(phase, id) && !secret;
  return {
    id,
    nickname: nicknameOf(player),
    avatar,
    team,
    muted,
    score,
    rank: 1 + better,
    streak,
    wins,
    connected,
    judged,
    locked,
  };
}

/** The name by which others may know a player. */
function nicknameOf({ nickname, number, muted }: Player): string {
  return muted ? `Player ${number}` : nickname;
}

function writerName({ players }: GameState, id: string): string {
  const writer = players.get(id);
  return writer === undefined ? "" : nicknameOf(writer);
}

type ContestViews = Pick<GameView, "showdown" | "reveal" | "podium" | "podiumReveal">;
const NO_CONTEST: ContestViews = { showdown: null, reveal: null, podium: null, podiumReveal: null };

function contestViews(state: GameState): ContestViews {
  const { phase } = state;
  if (phase.name === "showdown") return { ...NO_CONTEST, showdown: pairView(phase.pair, state) };
  if (phase.name === "ranking") return { ...NO_CONTEST, podium: podiumView(phase.podium, state) };
  if (phase.name !== "reveal") return NO_CONTEST;
  const { shown } = phase;
  if ("pair" in shown)
    return { ...NO_CONTEST, showdown: pairView(shown.pair, state), reveal: revealView(shown, state) };
  return {
    ...NO_CONTEST,
    podium: podiumView(shown.podium, state),
    podiumReveal: podiumRevealView(shown.podium, shown.outcome),
  };
}

/** What stands in for an answer that the host has hidden. */
export const HIDDEN_ANSWER = "[…]";

function textOf(id: string, text: string, { hidden }: GameState): string {
  return hidden.has(id) ? HIDDEN_ANSWER : text;
}

function pairView({ id, prompt, a, b, answerA, answerB }: ShowdownPair | FinalePair, state: GameState): PairView {
  return { id, prompt, a: textOf(answerA, a, state), b: textOf(answerB, b, state), answerA, answerB };
}

function podiumView({ id, prompt, answers }: Podium, state: GameState): PodiumView {
  return {
    id,
    prompt,
    answers: answers.map((answer) => ({ id: answer.id, text: textOf(answer.id, answer.text, state) })),
  };
}

function revealView({ pair, outcome }: Extract<Shown, { pair: ShowdownPair }>, state: GameState): RevealView {
  const { versionA, versionB, rewardModelShare } = pair;
  const writerA = pair.contestantA || writerName(state, pair.writerA);
  const writerB = pair.contestantB || writerName(state, pair.writerB);
  return { versionA, versionB, writerA, writerB, rewardModelShare, ...outcome };
}

function podiumRevealView(podium: Podium, { ballots, answers: counted }: PodiumOutcome): PodiumRevealView {
  const { answers } = podium;
  return {
    ballots,
    machinePick: rewardModelPick(podium) ?? "",
    answers: counted.map(({ firsts, score }, i) => ({
      version: answers[i]?.version ?? PLAYER,
      writer: answers[i]?.contestant ?? "",
      firsts,
      score,
      place: 1 + counted.filter((other) => other.score > score).length,
    })),
  };
}

const MASKED: Omit<FinaleView, "index" | "count"> = {
  ...{ absent: "", pair: null, unmasked: [], verdict: "", voters: 0, preferNow: 0, preferBefore: 0, low: 0, high: 1 },
  ...{ versionBefore: -1, versionNow: -1 },
};

/** Who wrote what, and all that is counted, is in it when the masks are off. */
function finaleView(state: GameState): FinaleView | null {
  const { phase, finale } = state;
  if (phase.name === "finale") {
    const { pairs } = phase.dealt;
    return { ...MASKED, index: phase.at + 1, count: pairs.length, pair: pairView(pairs[phase.at]!, state) };
  }
  if (finale === null) return null;
  if ("absent" in finale) return { ...MASKED, ...finale, index: 0, count: 0 };
  const { pairs, ...result } = finale;
  const unmasked = pairs.map((pair) => ({ ...pair, ...pairView(pair, state) }));
  return { ...MASKED, ...result, index: pairs.length, count: pairs.length, unmasked };
}

function entryViews(entries: readonly Entry[], state: GameState): readonly EntryView[] {
  const best = [...entries].sort((x, y) => y.share - x.share || y.votes - x.votes);
  return best.map((entry) => ({
    ...entry,
    text: textOf(entry.id, entry.text, state),
    writer: writerName(state, entry.writer),
  }));
}

function ownView({ phase, lesson }: GameState, id: string): BallotView | null {
  const nothing = {
    verdict: null,
    share: null,
    ranking: null,
    pick: null,
    locked: false,
    answer: null,
    writer: false,
    lesson: null,
  };
  switch (phase.name) {
    case "writing":
      return phase.answers.has(id) ? { ...nothing, answer: phase.answers.get(id) ?? null } : null;
    case "showdown": {
      const writer = isWriter(phase.pair, id);
      return writer || phase.ballots.has(id) ? { ...nothing, ...phase.ballots.get(id), writer } : null;
    }
    case "finale": {
      const verdict = phase.verdicts[phase.at]!.get(id);
      return verdict === undefined ? null : { ...nothing, verdict, locked: phase.locked.has(id) };
    }
    case "ranking":
      return phase.ballots.has(id) ? { ...nothing, ...phase.ballots.get(id) } : null;
    default: {
      const answer = ownAnswer(lesson, id);
      return answer && { ...nothing, lesson: answer };
    }
  }
}

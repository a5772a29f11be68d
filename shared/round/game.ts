import { finaleMs, unmaskingMs, withResult } from "./beats/finale.ts";
import { become, type Transition } from "./command.ts";
import type { DealtFinale } from "./finale.ts";
import { dealtBeat } from "./flow.ts";
import type { LessonState } from "./lesson/lesson-state.ts";
import { isVoting } from "./lesson/lesson-state.ts";
import { newPlayer, nextTeam } from "./membership.ts";
import { BEAT_TIME, type Beat, firstDealtBeat, lastBeat } from "./modes.ts";
import { paced } from "./pace.ts";
import { isEndless, type SessionSettings } from "./settings.ts";
import {
  type Contest,
  type GameState,
  isHeld,
  type Phase,
  type Player,
  startTimer,
  type WritingTask,
} from "./state.ts";
import { type TeamLook, teamLooks } from "./teams/team-looks.ts";
import type { LearningView } from "./view-learning.ts";
import { beatMs } from "./votes/reading-time.ts";
import type { RoundBallots } from "./votes/scoring.ts";
import { isVerdict, type VerdictChoice } from "./votes/verdict.ts";

/** Time that returning players get before a resumed game goes on. */
export const RESUME_MS = 10_000;

const NOTHING_LEARNED: LearningView = {
  state: "down",
  progress: -1,
  policyVersion: -1,
  thenAndNow: null,
  votes: 0,
  rewardAccuracy: -1,
  kl: -1,
  rejected: "",
  grasp: "",
};

/** @param looks names and colours that the teams have chosen */
export function newGame(settings: SessionSettings, looks: readonly TeamLook[] = []): GameState {
  return {
    settings,
    players: new Map(),
    teamLooks: teamLooks(settings.teams, looks),
    round: 0,
    policyVersion: -1,
    learning: NOTHING_LEARNED,
    hidden: new Set(),
    interruptedUntil: null,
    finale: null,
    lesson: null,
    phase: { name: "lobby" },
  };
}

/** What is left of a player when their game's process dies. */
export type Member = Pick<
  Player,
  "id" | "nickname" | "avatar" | "score" | "streak" | "wins" | "team" | "muted" | "played"
>;

/** The game of a session whose process died, between two rounds: see `resumedRound` for one in a round. */
export function resumedGame(
  settings: SessionSettings,
  rounds: number,
  members: readonly Member[],
  now: number,
  looks: readonly TeamLook[] = [],
): GameState {
  const players = new Map<string, Player>();
  // Those who left an endless game bring their score along when they come back.
  for (const { id, nickname, avatar, team, ...kept } of isEndless(settings) ? [] : members) {
    const who = { id, number: players.size + 1, nickname, avatar };
    const player = { ...newPlayer(who), ...kept, presence: "left" } as const;
    players.set(id, { ...player, team: team || nextTeam({ settings, players }) });
  }
  const game = { ...newGame(settings, looks), players, round: rounds };
  if (rounds === 0 || isEndless(settings)) return game;
  const wait = Math.max(RESUME_MS, settings.intermissionMs);
  return paced({ ...game, phase: { name: "intermission", timer: startTimer(wait, now) } });
}

/**
 * A game between two rounds with its lesson. A vote whose round is over is closed, and the lesson waits in the lobby. A game in between goes
 * on as it is.
 *
 * @param isRoundOpen a round is under way, and is taken up after this
 */
export function withLesson(game: GameState, lesson: LessonState, isRoundOpen: boolean): GameState {
  if (isRoundOpen || lesson.away) return { ...game, lesson };
  return { ...game, phase: { name: "lobby" }, lesson: isVoting(lesson) ? { ...lesson, closed: true } : lesson };
}

/** Players of an interrupted game are told so while they come back, and none of them is kept out by those who are quicker. */
export function interrupted(game: GameState, now: number): GameState {
  return { ...game, interruptedUntil: now + RESUME_MS };
}

/** What is stored of a round under way, for the process that goes on with it should this one die. */
export interface BeatUnderWay {
  readonly roundId: string;
  readonly beat: Beat;
  /** The pair of a finale, from 0; else 0. */
  readonly step: number;
  readonly paused: boolean;
}

/** What has to be stored of a phase; null when it belongs to no open round. */
export function beatUnderWay(phase: Phase): BeatUnderWay | null {
  if (!("roundId" in phase)) return null;
  const step = phase.name === "finale" ? phase.at : 0;
  const beat = phase.name === "title" ? phase.beat : phase.name;
  return { roundId: phase.roundId, beat, step, paused: "timer" in phase && isHeld(phase.timer) };
}

/** What the stores know of a round whose process died. */
export interface InterruptedRound {
  readonly id: string;
  /** From 1. */
  readonly index: number;
  readonly policyVersion: number;
  /** The one that was stored last; null when none had begun. */
  readonly beat: Beat | null;
  readonly paused: boolean;
  /** What players write to; null in other modes, and before the prompt was drawn. */
  readonly task: WritingTask | null;
  /** What each player wrote. */
  readonly answers: ReadonlyMap<string, string>;
  /** Null before it was dealt or paired. */
  readonly contest: Contest | null;
  readonly ballots: RoundBallots;
  /** Verdicts that each player has given in the round. */
  readonly judged: ReadonlyMap<string, number>;
  /** Ids of the contest's answers that are hidden. */
  readonly hidden: readonly string[];
}

/**
 * The game goes on in the beat that was under way, with all that was acknowledged. The beat gets its whole time again: what was left of
 * it isn't known, and players spend some of it on coming back.
 *
 * @param game between two rounds, with its players
 */
export function resumedRound(game: GameState, round: InterruptedRound, now: number): Transition {
  const players = new Map(
    [...game.players].map(([id, player]) => [id, { ...player, judged: round.judged.get(id) ?? 0 }] as const),
  );
  const phase = phaseOf(game, round, now);
  const resumed = paced({ ...game, players, phase, round: round.index, policyVersion: round.policyVersion });
  const state = interrupted({ ...resumed, hidden: new Set(round.hidden) }, now);
  if (phase.name === "dealing") return become(state, { type: "openRound", index: round.index });
  if (phase.name === "gathering" && !phase.approving) return become(state, { type: "gather", roundId: round.id });
  return become(state);
}

/** What the stores know of a finale whose process died. */
export interface InterruptedFinale {
  readonly roundId: string;
  readonly dealt: DealtFinale;
  /** The pair that was judged last, from 0. */
  readonly step: number;
  readonly paused: boolean;
  /** Its votes have been handed to learning: the masks were coming off. */
  readonly closed: boolean;
  readonly verdicts: readonly { readonly pairId: string; readonly playerId: string; readonly verdict: VerdictChoice }[];
  readonly locked: readonly { readonly pairId: string; readonly playerId: string }[];
  /** Ids of its answers that are hidden. */
  readonly hidden: readonly string[];
}

/**
 * The finale goes on with the pair that was under way, as a round does in its beat; one that was over shows its result again.
 *
 * @param game after its last round, with its players
 */
export function resumedFinale(game: GameState, finale: InterruptedFinale, now: number): GameState {
  const { roundId, dealt, paused, closed } = finale;
  const cast = finale.verdicts.filter(({ playerId }) => game.players.has(playerId));
  const verdicts = dealt.pairs.map(
    ({ id }) => new Map(cast.flatMap(({ pairId, playerId, verdict }) => (pairId === id ? [[playerId, verdict]] : []))),
  );
  const judged = (id: string) => cast.filter(({ playerId, verdict }) => playerId === id && isVerdict(verdict)).length;
  const players = new Map([...game.players].map(([id, player]) => [id, { ...player, judged: judged(id) }]));
  const back = { ...game, players, policyVersion: dealt.versionNow, hidden: new Set(finale.hidden) };
  const state = interrupted(back, now);
  const timer = (ms: number) => (paused && !closed ? { leftMs: ms } : startTimer(ms, now));
  // A pair may have begun without having been stored; a vote on it shows it.
  const at = Math.max(
    Math.min(finale.step, dealt.pairs.length - 1),
    verdicts.findLastIndex(({ size }) => size > 0),
  );
  const pair = dealt.pairs[at]!;
  const locked = new Set(
    finale.locked.flatMap(({ pairId, playerId }) => (pairId === pair.id && game.players.has(playerId) ? playerId : [])),
  );
  const phase = { name: "finale", timer: timer(finaleMs(pair)), roundId, dealt, at, verdicts, locked } as const;
  if (!closed) return { ...state, phase };
  return { ...withResult(state, phase), phase: { name: "unmasking", timer: timer(unmaskingMs(state)) } };
}

/**
 * A beat may have begun without having been stored. What was dealt and put in shows it, so that no answer is written after the others have
 * been paired, and no pair is judged after its ballots are in.
 */
function phaseOf({ settings, players }: GameState, round: InterruptedRound, now: number): Phase {
  const { id: roundId, beat, contest, task, paused, ballots } = round;
  const timer = (ms: number) => (paused ? { leftMs: ms } : startTimer(ms, now));
  const ofMembers = <B>(all: ReadonlyMap<string, B>) => new Map([...all].filter(([id]) => players.has(id)));
  if (contest === null) {
    const approving = settings.approval && round.answers.size > 0;
    if (beat === "gathering") return { name: "gathering", roundId, approving };
    if (beat !== "writing" || task === null) return { name: "dealing" };
    return {
      name: "writing",
      timer: timer(settings[BEAT_TIME.writing]),
      roundId,
      task,
      answers: ofMembers(round.answers),
    };
  }
  const last = lastBeat(settings.mode);
  const name = beat === last || ballots.showdown.size + ballots.ranking.size > 0 ? last : firstDealtBeat(settings.mode);
  return dealtBeat(name, { timer: timer(beatMs(name, settings, contest)), roundId }, contest, {
    showdown: ofMembers(ballots.showdown),
    ranking: ofMembers(ballots.ranking),
  });
}

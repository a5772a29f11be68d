import { teamLooks } from "../../shared/round/teams/team-looks.ts";
import type { PhaseName, PlayerView, RoomView } from "../../shared/round/view.ts";

/** 40 words, as long as an answer of the pocket world or of a player may be. */
export const LONG_ANSWER =
  "The tall waterfall beside the quiet village always freezes halfway down in January, and people who walk there early on a clear morning say that the light inside the ice looks exactly like the stained glass of a cathedral window";
const LONG_PROMPT = "Why do some waterfalls in the mountains freeze in winter while others keep on falling?";
const LONG_TITLE = "Grade 7b against the parents: the grand championship of autumn";
const LONG_NAME = "Maximiliana the 3rd";

export interface Scale {
  readonly players: number;
  readonly teams: number;
  readonly long: boolean;
}

const NAMES = ["Ann", "Bob", "Chloë", "Dmitri", "Eve", "Fatima", "Gus", "Hana", "Ivo", LONG_NAME];

/** A view of the projector in a phase, plain or at the limits: 400 players, long texts, rounds of three digits. */
export function projectorView(
  phase: PhaseName,
  { players, teams, long }: Scale,
  rest: Partial<RoomView> = {},
): RoomView {
  const text = long ? LONG_ANSWER : "Thick clouds hide the stars, and they shine above all the same.";
  const prompt = long ? LONG_PROMPT : "Why do stars twinkle?";
  return {
    code: "WWMWW",
    arena: "main",
    title: long ? LONG_TITLE : "Class 7b",
    criterion: "overall",
    question: "",
    mode: "duel",
    phase,
    approving: false,
    lesson: null,
    pace: "timer",
    locked: false,
    paused: false,
    round: phase === "lobby" ? 0 : long ? 128 : 2,
    rounds: long ? 200 : 8,
    remainingMs: phase === "lobby" || phase === "finished" ? -1 : 299_000,
    policyVersion: 41,
    players: new Map(Array.from({ length: players }, (_, i) => [`p${i}`, player(i, teams, phase)])),
    spectators: 1,
    teams: Array.from({ length: teams }, (_, i) => ({
      ...teamLooks(teams)[i]!,
      ...(long && i === 1 ? { name: "The Extraordinary 20" } : {}),
      ...{ team: i + 1, players: Math.ceil(players / teams), score: 1_200 - i * 100, rank: i + 1 },
    })),
    task: phase === "writing" ? { id: "t", prompt, maxWords: 40 } : null,
    showdown:
      phase === "showdown" || phase === "reveal"
        ? { ...{ id: "s", prompt, a: text, b: text }, ...{ answerA: "a", answerB: "b" } }
        : null,
    reveal:
      phase === "reveal"
        ? {
            ...{ versionA: 41, versionB: -1, writerA: "", writerB: LONG_NAME },
            ...{ votes: { a: 231, b: 120, tie: 31, bothBad: 18 }, abstained: 3, share: 0.64, rewardModelShare: 0.58 },
          }
        : null,
    podium: phase === "ranking" ? { id: "o", prompt, answers: four((id) => ({ id, text })) } : null,
    podiumReveal: null,
    finale: null,
    entries: [],
    learning: {
      ...{ state: "improve", progress: 0.4, policyVersion: 42, votes: 1_234, rewardAccuracy: 0.71, kl: 3.2 },
      grasp: "sure",
      rejected: long ? "The answers repeat each other too often" : "",
      thenAndNow: {
        ...{ prompt, before: text, after: `${text.slice(0, text.length / 2)} and it is kind to all.` },
        ...{ versionBefore: 30, versionAfter: 42, compared: true },
        changes: [
          { trait: "words", before: 18, after: 24 },
          { trait: "kind", before: 0.2, after: 0.6 },
          { trait: "facts", before: 0.4, after: 0.7 },
        ],
      },
    },
    interrupted: false,
    lockedIn: Math.floor(players / 2),
    here: players - Math.floor(players / 7),
    verdicts: phase === "rapid" ? 3 * players : 0,
    ...rest,
  };
}

/** The finale, while its second pair is judged and when all masks are off. */
export function finaleViews(scale: Scale): { readonly judged: RoomView; readonly unmasked: RoomView } {
  const { showdown } = projectorView("showdown", scale);
  const nothing = { voters: 0, preferNow: 0, preferBefore: 0, low: 0, high: 0, versionBefore: -1, versionNow: -1 };
  const judged = { absent: "", index: 2, count: 3, pair: showdown, unmasked: [], verdict: "", ...nothing } as const;
  const { pair: _, ...texts } = { pair: null, ...showdown! };
  const pair = { ...texts, nowIsA: true, forNow: 190, forBefore: 120, neither: 33 };
  const result = {
    voters: 343,
    preferNow: 229,
    preferBefore: 82,
    low: 0.6,
    high: 0.72,
    versionBefore: 30,
    versionNow: 42,
  };
  const unmasked = [pair, { ...pair, nowIsA: false }, pair];
  return {
    judged: projectorView("finale", scale, { finale: judged }),
    // Short, so that the masks come off at once.
    unmasked: projectorView("unmasking", scale, {
      remainingMs: 300,
      finale: { ...judged, pair: null, unmasked, verdict: "better", ...result },
    }),
  };
}

/** The reveal of a ranking. */
export function orderReveal(scale: Scale): RoomView {
  const { podium } = projectorView("ranking", scale);
  const answers = podium!.answers.map((_, i) => ({
    ...{ version: i === 3 ? -2 : 40 + i, writer: i === 3 ? "SmolLM2 135M Instruct" : "" },
    ...{ firsts: 120 - 30 * i, score: 0.8 - 0.2 * i, place: i + 1 },
  }));
  const podiumReveal = { ballots: 300, machinePick: podium!.answers[1]!.id, answers };
  return projectorView("reveal", scale, { mode: "podium", showdown: null, reveal: null, podium, podiumReveal });
}

/** The reveal of a round in which players wrote. */
export function writtenReveal(scale: Scale): RoomView {
  const entries = Array.from({ length: 12 }, (_, i) => ({
    ...{ id: `e${i}`, text: LONG_ANSWER, writer: i % 3 === 2 ? "" : LONG_NAME, version: i % 3 === 2 ? 41 : -1 },
    ...{ share: 0.9 - i * 0.05, votes: 120, won: i === 0 },
  }));
  return projectorView("reveal", scale, { mode: "bot", entries });
}

const four = <T>(make: (id: string) => T): readonly T[] => ["w", "x", "y", "z"].map(make);

function player(i: number, teams: number, phase: PhaseName): PlayerView {
  return {
    id: `p${i}`,
    nickname: i < NAMES.length ? NAMES[i]! : `Player ${i}`,
    avatar: (i * 9) % 64,
    team: teams === 0 ? 0 : 1 + (i % teams),
    muted: false,
    score: Math.max(0, 4_000 - i * 37),
    rank: i + 1,
    streak: i % 4 === 0 ? 12 : 0,
    wins: 0,
    connected: i % 7 !== 6,
    judged: phase === "rapid" ? 3 : 0,
    locked: i % 2 === 0,
  };
}

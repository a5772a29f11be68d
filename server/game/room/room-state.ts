import { type SchemaType, schema, t } from "@colyseus/schema";
import type { LearningView, PhaseName } from "../../../shared/protocol/views.ts";
import type { Mode } from "../../../shared/round/modes.ts";
import type { Criterion } from "../../../shared/round/settings.ts";

/** The Colyseus state of a room: `RoomView`, field by field. */

export const PlayerState = schema(
  {
    id: t.string(),
    nickname: t.string(),
    avatar: t.uint8(),
    team: t.uint8(),
    muted: t.boolean(),
    score: t.int32(),
    rank: t.uint16(),
    streak: t.uint16(),
    wins: t.uint16(),
    connected: t.boolean(),
    judged: t.uint16(),
    locked: t.boolean(),
  },
  "Player",
);

export const PairState = schema(
  { id: t.string(), prompt: t.string(), a: t.string(), b: t.string(), answerA: t.string(), answerB: t.string() },
  "Pair",
);

export const VotesState = schema({ a: t.uint16(), b: t.uint16(), tie: t.uint16(), bothBad: t.uint16() }, "Votes");

export const RevealState = schema(
  {
    versionA: t.int32(),
    versionB: t.int32(),
    writerA: t.string(),
    writerB: t.string(),
    votes: t.ref(VotesState),
    share: t.float64(),
    rewardModelShare: t.float64(),
  },
  "Reveal",
);

export const TeamState = schema({ team: t.uint8(), players: t.uint16(), score: t.int32(), rank: t.uint8() }, "Team");

export const TaskState = schema({ id: t.string(), prompt: t.string(), maxWords: t.uint8() }, "Task");

export const PodiumAnswerState = schema({ id: t.string(), text: t.string() }, "PodiumAnswer");
export const PodiumState = schema(
  { id: t.string(), prompt: t.string(), answers: t.array(PodiumAnswerState) },
  "Podium",
);
export const PodiumPlaceState = schema(
  { version: t.int32(), writer: t.string(), firsts: t.uint16(), score: t.float64(), place: t.uint8() },
  "PodiumPlace",
);
export const PodiumRevealState = schema(
  { ballots: t.uint16(), machinePick: t.string(), answers: t.array(PodiumPlaceState) },
  "PodiumReveal",
);

export const EntryState = schema(
  {
    id: t.string(),
    text: t.string(),
    writer: t.string(),
    version: t.int32(),
    share: t.float64(),
    votes: t.uint16(),
    won: t.boolean(),
  },
  "Entry",
);

const LearningState = schema(
  {
    state: t.string<LearningView["state"]>().default("down"),
    policyVersion: t.int32().default(-1),
    votes: t.uint32().default(0),
    rewardAccuracy: t.float64().default(-1),
    kl: t.float64().default(-1),
    rejected: t.string().default(""),
  },
  "Learning",
);

export const RoomState = schema(
  {
    code: t.string().default(""),
    title: t.string().default(""),
    criterion: t.string<Criterion>().default("overall"),
    question: t.string().default(""),
    mode: t.string<Mode>().default("duel"),
    phase: t.string<PhaseName>().default("lobby"),
    paused: t.boolean().default(false),
    round: t.uint16().default(0),
    rounds: t.uint16().default(0),
    remainingMs: t.int32().default(-1),
    policyVersion: t.int32().default(-1),
    players: t.map(PlayerState),
    spectators: t.uint16().default(0),
    teams: t.array(TeamState),
    task: t.ref(TaskState).optional(),
    showdown: t.ref(PairState).optional(),
    reveal: t.ref(RevealState).optional(),
    podium: t.ref(PodiumState).optional(),
    podiumReveal: t.ref(PodiumRevealState).optional(),
    entries: t.array(EntryState),
    learning: t.ref(LearningState),
    interrupted: t.boolean().default(false),
    lockedIn: t.uint16().default(0),
  },
  "Room",
);
export type RoomState = SchemaType<typeof RoomState>;

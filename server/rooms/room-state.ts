import { type SchemaType, schema, t } from "@colyseus/schema";
import type {
  LearningView,
  PairView,
  PhaseName,
  PlayerView,
  RevealView,
  RoomView,
} from "../../shared/protocol/views.ts";

/** The Colyseus state of a room: `RoomView`, field by field. */

const PlayerState = schema(
  {
    id: t.string(),
    nickname: t.string(),
    avatar: t.uint8(),
    score: t.int32(),
    rank: t.uint16(),
    streak: t.uint16(),
    connected: t.boolean(),
    judged: t.uint16(),
    locked: t.boolean(),
  },
  "Player",
);

const PairState = schema({ id: t.string(), prompt: t.string(), a: t.string(), b: t.string() }, "Pair");

const VotesState = schema({ a: t.uint16(), b: t.uint16(), tie: t.uint16(), bothBad: t.uint16() }, "Votes");

const RevealState = schema(
  {
    versionA: t.int32(),
    versionB: t.int32(),
    votes: t.ref(VotesState),
    share: t.float64(),
    rewardModelShare: t.float64(),
  },
  "Reveal",
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
    question: t.string().default(""),
    phase: t.string<PhaseName>().default("lobby"),
    paused: t.boolean().default(false),
    round: t.uint16().default(0),
    rounds: t.uint16().default(0),
    remainingMs: t.int32().default(-1),
    policyVersion: t.int32().default(-1),
    players: t.map(PlayerState),
    spectators: t.uint16().default(0),
    showdown: t.ref(PairState).optional(),
    reveal: t.ref(RevealState).optional(),
    learning: t.ref(LearningState),
  },
  "Room",
);
export type RoomState = SchemaType<typeof RoomState>;

/** Writes a view into the state; only what differs reaches the wire. */
export function publish(state: RoomState, view: RoomView): void {
  const { players, showdown, reveal, learning, ...plain } = view;
  Object.assign(state, { ...plain, remainingMs: Math.round(plain.remainingMs) });
  Object.assign(state.learning, learning);
  publishPlayers(state, players);
  if (showdown?.id !== state.showdown?.id) state.showdown = showdown === null ? undefined : pairState(showdown);
  if ((reveal === null) !== (state.reveal === undefined)) {
    state.reveal = reveal === null ? undefined : revealState(reveal);
  }
}

function publishPlayers(state: RoomState, players: ReadonlyMap<string, PlayerView>): void {
  for (const id of [...state.players.keys()]) if (!players.has(id)) state.players.delete(id);
  for (const [id, view] of players) {
    const known = state.players.get(id);
    if (known === undefined) state.players.set(id, new PlayerState(view));
    else Object.assign(known, view);
  }
}

function pairState(pair: PairView) {
  return new PairState(pair);
}

function revealState({ votes, ...plain }: RevealView) {
  return new RevealState({ ...plain, votes: new VotesState(votes) });
}

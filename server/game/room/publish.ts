import { ArraySchema } from "@colyseus/schema";
import type {
  EntryView,
  PlayerView,
  PodiumRevealView,
  PodiumView,
  RevealView,
  RoomView,
  TeamView,
} from "../../../shared/protocol/views.ts";
import {
  EntryState,
  PairState,
  PlayerState,
  PodiumAnswerState,
  PodiumPlaceState,
  PodiumRevealState,
  PodiumState,
  RevealState,
  type RoomState,
  TaskState,
  TeamState,
  VotesState,
} from "./room-state.ts";

/**
 * Writes a view into the state; only what differs reaches the wire. What a phase shows is made once; then only
 * the texts change that the host hides, and the names that the host mutes.
 */
export function publish(state: RoomState, view: RoomView): void {
  const { players, teams, task, showdown, reveal, podium, podiumReveal, entries, learning, ...plain } = view;
  Object.assign(state, { ...plain, remainingMs: Math.round(plain.remainingMs) });
  Object.assign(state.learning, learning);
  publishPlayers(state, players);
  publishTeams(state, teams);
  if (task?.id !== state.task?.id) state.task = task === null ? undefined : new TaskState(task);
  if (showdown?.id !== state.showdown?.id) state.showdown = showdown === null ? undefined : new PairState(showdown);
  else Object.assign(state.showdown ?? {}, showdown);
  if (podium?.id !== state.podium?.id) state.podium = podium === null ? undefined : podiumState(podium);
  else for (const [i, answer] of podium?.answers.entries() ?? []) Object.assign(state.podium?.answers[i] ?? {}, answer);
  if ((reveal === null) !== (state.reveal === undefined)) {
    state.reveal = reveal === null ? undefined : revealState(reveal);
  } else if (reveal !== null) Object.assign(state.reveal ?? {}, { writerA: reveal.writerA, writerB: reveal.writerB });
  if ((podiumReveal === null) !== (state.podiumReveal === undefined)) {
    state.podiumReveal = podiumReveal === null ? undefined : podiumRevealState(podiumReveal);
  }
  publishEntries(state, entries);
}

function publishPlayers(state: RoomState, players: ReadonlyMap<string, PlayerView>): void {
  for (const id of [...state.players.keys()]) if (!players.has(id)) state.players.delete(id);
  for (const [id, view] of players) {
    const known = state.players.get(id);
    if (known === undefined) state.players.set(id, new PlayerState(view));
    else Object.assign(known, view);
  }
}

function publishTeams(state: RoomState, teams: readonly TeamView[]): void {
  for (const [i, view] of teams.entries()) {
    const known = state.teams[i];
    if (known === undefined) state.teams.push(new TeamState(view));
    else Object.assign(known, view);
  }
}

/** Names in it change when the host mutes one. */
function publishEntries(state: RoomState, entries: readonly EntryView[]): void {
  if (entries.length !== state.entries.length) {
    state.entries = new ArraySchema(...entries.map((entry) => new EntryState(entry)));
  } else for (const [i, entry] of entries.entries()) Object.assign(state.entries[i] ?? {}, entry);
}

function revealState({ votes, ...plain }: RevealView) {
  return new RevealState({ ...plain, votes: new VotesState(votes) });
}

function podiumState({ answers, ...plain }: PodiumView) {
  return new PodiumState({
    ...plain,
    answers: new ArraySchema(...answers.map((answer) => new PodiumAnswerState(answer))),
  });
}

function podiumRevealState({ answers, ...plain }: PodiumRevealView) {
  return new PodiumRevealState({
    ...plain,
    answers: new ArraySchema(...answers.map((place) => new PodiumPlaceState(place))),
  });
}

import type {
  EntryView,
  PairView,
  PlayerView,
  PodiumRevealView,
  PodiumView,
  RevealView,
  RoomView,
  TaskView,
  TeamView,
} from "../../shared/protocol/views.ts";

/** What Colyseus decodes: `RoomView` with collections of its own, absent objects undefined, and every object reused between patches. */
type Absent<T> = T | null | undefined;
type Contests = Pick<RoomView, "task" | "showdown" | "reveal" | "podium" | "podiumReveal">;
interface Collection<T> {
  forEach(visit: (item: T, key: string) => void): void;
}
export type DecodedRoom = Omit<RoomView, "players" | "teams" | "entries" | keyof Contests> & {
  readonly [K in keyof Contests]: Contests[K] | undefined;
} & {
  readonly players: Collection<PlayerView> | undefined;
  readonly teams: Absent<Iterable<TeamView>>;
  readonly entries: Absent<Iterable<EntryView>>;
};

/** An immutable copy of the decoded state, so that presenters can compare one view with the next. */
export function snapshot(state: DecodedRoom): RoomView {
  const players = new Map<string, PlayerView>();
  state.players?.forEach((player, id) => {
    players.set(id, { id, ...playerOf(player) });
  });
  const { code, title, criterion, question, mode, phase, paused, round, rounds, remainingMs } = state;
  const { policyVersion, spectators, interrupted, lockedIn } = state;
  return {
    ...{ code, title, criterion, question, mode, phase, paused, round, rounds, remainingMs, policyVersion, spectators },
    interrupted,
    players,
    lockedIn,
    teams: [...(state.teams ?? [])].map(({ team, players: size, score, rank }) => ({
      team,
      players: size,
      score,
      rank,
    })),
    task: taskOf(state.task),
    showdown: pairOf(state.showdown),
    reveal: revealOf(state.reveal),
    podium: podiumOf(state.podium),
    podiumReveal: podiumRevealOf(state.podiumReveal),
    entries: [...(state.entries ?? [])].map(entryOf),
    learning: learningOf(state.learning),
  };
}

function playerOf(player: PlayerView): Omit<PlayerView, "id"> {
  const { nickname, avatar, team, muted, score, rank, streak, wins, connected, judged, locked } = player;
  return { nickname, avatar, team, muted, score, rank, streak, wins, connected, judged, locked };
}

function taskOf(task: Absent<TaskView>): TaskView | null {
  return task?.id ? { id: task.id, prompt: task.prompt, maxWords: task.maxWords } : null;
}

function pairOf(pair: Absent<PairView>): PairView | null {
  if (!pair?.id) return null;
  const { id, prompt, a, b, answerA, answerB } = pair;
  return { id, prompt, a, b, answerA, answerB };
}

function revealOf(reveal: Absent<RevealView>): RevealView | null {
  if (!reveal?.votes) return null;
  const { a, b, tie, bothBad } = reveal.votes;
  const { versionA, versionB, writerA, writerB, share, rewardModelShare } = reveal;
  return { versionA, versionB, writerA, writerB, votes: { a, b, tie, bothBad }, share, rewardModelShare };
}

function podiumOf(podium: Absent<PodiumView>): PodiumView | null {
  if (!podium?.id) return null;
  return { id: podium.id, prompt: podium.prompt, answers: [...podium.answers].map(({ id, text }) => ({ id, text })) };
}

function podiumRevealOf(reveal: Absent<PodiumRevealView>): PodiumRevealView | null {
  if (!reveal?.answers) return null;
  const answers = [...reveal.answers].map(({ version, writer, firsts, score, place }) => ({
    ...{ version, writer, firsts, score, place },
  }));
  return { ballots: reveal.ballots, machinePick: reveal.machinePick, answers };
}

function entryOf({ id, text, writer, version, share, votes, won }: EntryView): EntryView {
  return { id, text, writer, version, share, votes, won };
}

function learningOf(learning: RoomView["learning"]): RoomView["learning"] {
  const { state, policyVersion, votes, rewardAccuracy, kl, rejected } = learning;
  return { state, policyVersion, votes, rewardAccuracy, kl, rejected };
}

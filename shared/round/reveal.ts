import { become, type Effect, type Transition } from "./command.ts";
import type { Award, GameState, PhaseOf, Player, RankingBallot, Shown } from "./state.ts";
import { startTimer } from "./timer.ts";
import { type Scored, scorePicks, scoreShares } from "./votes/awards.ts";
import { countRankings } from "./votes/rankings.ts";
import { countVerdicts, shareOf } from "./votes/scoring.ts";

/** How a shared moment ends: the round is closed, the predictions are scored. */

export function revealPair(state: GameState, phase: PhaseOf<"showdown">, now: number): Transition {
  const { pair, ballots } = phase;
  const verdicts = [...ballots.values()].flatMap((ballot) => ballot.verdict ?? []);
  const outcome = { votes: countVerdicts(verdicts), share: shareOf(verdicts) ?? 0.5 };
  return reveal(state, phase, { pair, outcome }, now);
}

export function revealPodium(state: GameState, phase: PhaseOf<"ranking">, now: number): Transition {
  const { podium, ballots } = phase;
  const ids = podium.answers.map((answer) => answer.id);
  return reveal(state, phase, { podium, outcome: countRankings(ids, rankingsOf(ballots)) }, now);
}

function reveal(
  state: GameState,
  phase: PhaseOf<"showdown"> | PhaseOf<"ranking">,
  shown: Shown,
  now: number,
): Transition {
  const { state: scored, effects } = closeRound(state, phase);
  const timer = startTimer(state.settings.revealMs, now);
  return become({ ...scored, phase: { name: "reveal", timer, shown, entries: [] } }, ...effects);
}

/** The end of a round, whatever its beat: predictions that are in are scored, and nothing of it can change any more. */
export function closeRound(state: GameState, phase: Extract<GameState["phase"], { roundId: string }>): Transition {
  const { roundId } = phase;
  if (phase.name !== "showdown" && phase.name !== "ranking") return become(state, { type: "closeRound", roundId });
  const scored = phase.name === "showdown" ? scoreShares(phase.ballots) : scorePicks(phase.ballots);
  const awards = new Map<string, Award>();
  const players = new Map(state.players);
  for (const [id, player] of state.players) {
    const one = scored.get(id);
    if (one === undefined) continue;
    const award = awardOf(player, one);
    awards.set(id, award);
    players.set(id, { ...player, score: award.total, streak: award.streak });
  }
  const points = new Map([...awards].map(([id, award]) => [id, award.points]));
  const effects: Effect[] = [
    { type: "closeRound", roundId, points },
    { type: "award", roundId, awards },
  ];
  return become({ ...state, players }, ...effects);
}

function awardOf(player: Player, { good, ...scored }: Scored): Award {
  return { ...scored, streak: good ? player.streak + 1 : 0, total: player.score + scored.points };
}

function rankingsOf(ballots: ReadonlyMap<string, RankingBallot>): (readonly string[])[] {
  return [...ballots.values()].flatMap(({ ranking }) => (ranking === null ? [] : [ranking]));
}

import { become, type Transition } from "./command.ts";
import { countRankings } from "./rankings.ts";
import { countVerdicts, isGood, pickShares, pointsFor, pointsForPick, shareOf } from "./scoring.ts";
import type { Award, Ballot, GameState, PhaseOf, Player, RankingBallot, Shown } from "./state.ts";
import { startTimer } from "./timer.ts";

/** How a shared moment ends: the round is closed, the predictions are scored. */

export function revealPair(state: GameState, phase: PhaseOf<"showdown">, now: number): Transition {
  const { pair, ballots } = phase;
  const verdicts = [...ballots.values()].flatMap((ballot) => ballot.verdict ?? []);
  const outcome = { votes: countVerdicts(verdicts), share: shareOf(verdicts) ?? 0.5 };
  return reveal(state, phase.roundId, { pair, outcome }, (player) => awardForShare(player, ballots), now);
}

export function revealPodium(state: GameState, phase: PhaseOf<"ranking">, now: number): Transition {
  const { podium, ballots } = phase;
  const ids = podium.answers.map((answer) => answer.id);
  const outcome = countRankings(ids, rankingsOf(ballots));
  return reveal(state, phase.roundId, { podium, outcome }, (player) => awardForPick(player, ids, ballots), now);
}

function reveal(
  state: GameState,
  roundId: string,
  shown: Shown,
  awardFor: (player: Player) => Award | null,
  now: number,
): Transition {
  const awards = new Map<string, Award>();
  const players = new Map(
    [...state.players].map(([id, player]) => {
      const award = awardFor(player);
      if (award !== null) awards.set(id, award);
      return [id, award === null ? player : { ...player, score: award.total, streak: award.streak }];
    }),
  );
  const timer = startTimer(state.settings.revealMs, now);
  return become(
    { ...state, players, phase: { name: "reveal", timer, shown, entries: [] } },
    { type: "closeRound", roundId },
    { type: "award", roundId, awards },
  );
}

/**
 * A prediction is scored against the verdicts of the others: with the player's own verdict among them, voting along with one's
 * prediction would pay, and the labels would be biased.
 */
function awardForShare(player: Player, ballots: ReadonlyMap<string, Ballot>): Award | null {
  const predicted = ballots.get(player.id)?.share ?? null;
  const share = shareOf(othersOf(player, ballots).flatMap((ballot) => ballot.verdict ?? []));
  if (predicted === null || share === null) return null;
  const points = pointsFor(predicted, share);
  return awardOf(player, { predicted, share, points, pick: "" }, isGood(predicted, share));
}

function awardForPick(
  player: Player,
  ids: readonly string[],
  ballots: ReadonlyMap<string, RankingBallot>,
): Award | null {
  const pick = ballots.get(player.id)?.pick ?? null;
  const others = othersOf(player, ballots).flatMap((ballot) => ballot.ranking?.[0] ?? []);
  if (pick === null || others.length === 0) return null;
  const shares = pickShares(ids, others);
  const share = shares.get(pick) ?? 0;
  return awardOf(
    player,
    { predicted: 1, share, points: pointsForPick(share), pick },
    share === Math.max(...shares.values()),
  );
}

function awardOf(player: Player, scored: Pick<Award, "predicted" | "share" | "points" | "pick">, good: boolean): Award {
  return { ...scored, streak: good ? player.streak + 1 : 0, total: player.score + scored.points };
}

function othersOf<B>(player: Player, ballots: ReadonlyMap<string, B>): B[] {
  return [...ballots].flatMap(([id, ballot]) => (id === player.id ? [] : [ballot]));
}

function rankingsOf(ballots: ReadonlyMap<string, RankingBallot>): (readonly string[])[] {
  return [...ballots.values()].flatMap(({ ranking }) => (ranking === null ? [] : [ranking]));
}

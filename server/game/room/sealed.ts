import type { BallotView, GameView, PairView } from "../../../shared/protocol/views.ts";
import type { DealIds } from "../round/deal-ids.ts";

/** Answers under the names that they have in a round: everything with an id of one goes out through here. */

export function sealedView<V extends GameView>(view: V, ids: DealIds): V {
  const { showdown, podium, podiumReveal, entries } = view;
  return {
    ...view,
    showdown: showdown && sealedPair(showdown, ids),
    podium: podium && { ...podium, answers: podium.answers.map((answer) => ({ ...answer, id: ids.seal(answer.id) })) },
    podiumReveal: podiumReveal && { ...podiumReveal, machinePick: ids.seal(podiumReveal.machinePick) },
    entries: entries.map((entry) => ({ ...entry, id: ids.seal(entry.id) })),
  };
}

export function sealedPair(pair: PairView, ids: DealIds): PairView {
  return { ...pair, answerA: ids.seal(pair.answerA), answerB: ids.seal(pair.answerB) };
}

export function sealedBallot(ballot: BallotView | null, ids: DealIds): BallotView | null {
  return (
    ballot && {
      ...ballot,
      ranking: ballot.ranking?.map(ids.seal) ?? null,
      pick: ballot.pick === null ? null : ids.seal(ballot.pick),
    }
  );
}

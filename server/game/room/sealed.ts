import type { BallotView, GameView, PairView, RoomView } from "../../../shared/protocol/views.ts";
import { viewFor } from "../../../shared/round/view-for.ts";
import type { DealIds } from "../round/deal-ids.ts";
import type { LiveGame } from "./live-game.ts";

/** Answers under the names that they have in a round: everything with an id of one goes out through here. */

function sealedView<V extends GameView>(view: V, ids: DealIds): V {
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

function sealedBallot(ballot: BallotView | null, ids: DealIds): BallotView | null {
  return (
    ballot && {
      ...ballot,
      ranking: ballot.ranking?.map(ids.seal) ?? null,
      pick: ballot.pick === null ? null : ids.seal(ballot.pick),
    }
  );
}

/** What a player has put in so far, as their own page is told. */
export function ownBallot({ state, ids, services }: LiveGame, playerId: string): BallotView | null {
  return sealedBallot(viewFor(state, { role: "player", id: playerId }, services.now()).own, ids);
}

/** What everybody in the room sees. */
export function publicView({ state, ids, services }: LiveGame, room: Pick<RoomView, "code" | "spectators">): RoomView {
  const { own: _, ...view } = viewFor(state, { role: "spectator" }, services.now());
  return sealedView({ ...view, ...room }, ids);
}

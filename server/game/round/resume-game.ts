import { become, type Transition } from "../../../shared/round/command.ts";
import { type InterruptedRound, interrupted, resumedGame, resumedRound } from "../../../shared/round/game.ts";
import { MODES } from "../../../shared/round/modes.ts";
import { isEndless } from "../../../shared/round/settings.ts";
import type { Contest } from "../../../shared/round/state.ts";
import { streaksAfter } from "../../../shared/round/votes/scoring.ts";
import type { Pool } from "../../ports/pool.ts";
import type { Entries, LatestRound, PastRounds, PutIn, Rounds } from "../../ports/rounds.ts";
import type { Players, SessionRecord } from "../../ports/sessions.ts";
import { contestOf } from "./open-round.ts";

/** A round that was closed less than this ago was cut off, or its reveal was. */
const JUST_CLOSED_MS = 60_000;

export interface PastStores {
  readonly rounds: Pick<Rounds, "close">;
  readonly pastRounds: PastRounds;
  readonly players: Pick<Players, "ofSession">;
  readonly pool: Pick<Pool, "dealShowdown" | "dealPodium">;
  readonly entries: Pick<Entries, "showdown">;
}

/**
 * A session's game from its start, or from where a process that died left it. A round under way goes on; when it was closed,
 * its predictions have their points by then. An endless game's round is closed with points: its next one waits for nobody.
 *
 * @returns the game and what the world has to do for it to go on
 */
export async function resumeGame(stores: PastStores, session: SessionRecord, now: number): Promise<Transition> {
  const { settings } = session;
  const { rounds, pastRounds } = stores;
  const latest = await pastRounds.latest(session.id);
  const goesOn = latest !== null && latest.closedForMs === null && !isEndless(settings);
  if (latest !== null && !goesOn) await rounds.close(latest.id);
  const game = isEndless(settings)
    ? resumedGame(settings, latest?.index ?? 0, [], now)
    : await betweenRounds(stores, session, latest?.index ?? 0, now);
  if (goesOn) return resumedRound(game, await takenUp(stores, session, latest), now);
  const wasCutOff = latest !== null && (latest.closedForMs ?? 0) < JUST_CLOSED_MS;
  return become(wasCutOff ? interrupted(game, now) : game);
}

async function betweenRounds({ pastRounds, players }: PastStores, session: SessionRecord, index: number, now: number) {
  const { ballots, wins, votes } = await pastRounds.ofSession(session.id);
  const streaks = streaksAfter(ballots);
  const present = (await players.ofSession(session.id)).filter(({ kicked, withdrawn }) => !kicked || withdrawn);
  const members = present.map((player) => ({
    ...player,
    streak: streaks.get(player.id) ?? 0,
    wins: wins.get(player.id) ?? 0,
  }));
  const game = resumedGame(session.settings, index, members, now);
  return { ...game, learning: { ...game.learning, votes } };
}

async function takenUp(stores: PastStores, session: SessionRecord, latest: LatestRound): Promise<InterruptedRound> {
  const { id, prompt } = latest;
  const putIn = await stores.pastRounds.putInto(id);
  const task = prompt === null ? null : { id, prompt };
  return { ...latest, ...putIn, task, contest: await dealtTo(stores, session, latest, putIn) };
}

/** What the round had been dealt. Only a round that had begun is asked, since asking deals from the pool. */
async function dealtTo(
  stores: PastStores,
  session: SessionRecord,
  { id, beat }: LatestRound,
  { ballots }: PutIn,
): Promise<Contest | null> {
  const hasBegun = beat !== null || ballots.showdown.size + ballots.ranking.size > 0;
  return hasBegun || MODES[session.settings.mode].deals === "entries" ? contestOf(stores, session, id) : null;
}

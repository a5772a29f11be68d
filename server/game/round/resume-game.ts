import { become, type Transition } from "../../../shared/round/command.ts";
import {
  type InterruptedRound,
  interrupted,
  resumedFinale,
  resumedGame,
  resumedRound,
  withLesson,
} from "../../../shared/round/game.ts";
import { MODES } from "../../../shared/round/modes.ts";
import { isEndless, isLesson } from "../../../shared/round/settings.ts";
import type { Contest, GameState } from "../../../shared/round/state.ts";
import { streaksAfter } from "../../../shared/round/votes/scoring.ts";
import type { Finales } from "../../ports/finale.ts";
import type { LessonCourse } from "../../ports/lesson-course.ts";
import type { Pool } from "../../ports/pool.ts";
import type { Entries, LatestRound, PastRounds, PutIn, Rounds } from "../../ports/rounds.ts";
import type { Players, SessionRecord } from "../../ports/sessions.ts";
import { openLesson } from "../lesson/live-lesson.ts";
import { finaleOf } from "./open-finale.ts";
import { contestOf } from "./open-round.ts";

/** A round that was closed less than this ago was cut off, or its reveal was. */
const JUST_CLOSED_MS = 60_000;

export interface PastStores {
  readonly rounds: Pick<Rounds, "close">;
  readonly pastRounds: PastRounds;
  readonly players: Pick<Players, "ofSession">;
  readonly pool: Pick<Pool, "dealShowdown" | "dealPodium">;
  readonly entries: Pick<Entries, "showdown">;
  readonly finales: Pick<Finales, "read">;
  readonly lessonCourse: LessonCourse;
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
  if (latest?.beat === "finale") return become(await finaleAgain(stores, session, latest, now));
  const goesOn = latest !== null && latest.closedForMs === null && !isEndless(settings);
  if (latest !== null && !goesOn) await rounds.close(latest.id);
  const between = isEndless(settings)
    ? resumedGame(settings, latest?.index ?? 0, [], now)
    : await betweenRounds(stores, session, latest?.index ?? 0, now);
  const game = isLesson(settings)
    ? withLesson(between, await openLesson(stores.lessonCourse, session.id), goesOn)
    : between;
  if (goesOn) return resumedRound(game, await takenUp(stores, session, latest), now);
  const wasCutOff = latest !== null && (latest.closedForMs ?? 0) < JUST_CLOSED_MS;
  return become(wasCutOff ? interrupted(game, now) : game);
}

/** A finale goes on where it was; one that is over shows its result until its session is finished. */
async function finaleAgain(
  stores: PastStores,
  session: SessionRecord,
  { id: roundId, index, step, paused, closedForMs }: LatestRound,
  now: number,
): Promise<GameState> {
  const { pairs, verdicts, locked } = await stores.finales.read(roundId);
  const { hidden } = await stores.pastRounds.putInto(roundId);
  const game = await betweenRounds(stores, session, index - 1, now);
  const closed = closedForMs !== null;
  return resumedFinale(game, { roundId, dealt: finaleOf(pairs), step, paused, closed, verdicts, locked, hidden }, now);
}

async function betweenRounds({ pastRounds, players }: PastStores, session: SessionRecord, index: number, now: number) {
  const { ballots, wins, played, votes } = await pastRounds.ofSession(session.id);
  const streaks = streaksAfter(ballots);
  const present = (await players.ofSession(session.id)).filter(({ kicked, withdrawn }) => !kicked || withdrawn);
  const members = present.map((player) => ({
    ...player,
    streak: streaks.get(player.id) ?? 0,
    wins: wins.get(player.id) ?? 0,
    played: played.has(player.id),
  }));
  const game = resumedGame(session.settings, index, members, now, session.teamLooks);
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

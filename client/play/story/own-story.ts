import type { ServerMessages } from "../../../shared/protocol/messages.ts";
import type { PairView } from "../../../shared/round/pair-view.ts";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";

/** What one player did in a session, as their own device saw it. Pure: every change gives a new story. */
export interface OwnStory {
  readonly votes: number;
  /**
   * What was said of each two answers: the preferred one, "tie" or "bothBad". Pairs are recognised by their texts, since their
   * ids change.
   */
  readonly said: Readonly<Record<string, string>>;
  /** Pairs that came a second time, and how many of them were judged as before. */
  readonly repeats: number;
  readonly same: number;
  /** By round: the error of the prediction, 0-1, and its points. */
  readonly predictions: Readonly<Record<number, { readonly error: number; readonly points: number }>>;
  /** Policy version when the story began; -1 before the first. */
  readonly firstVersion: number;
}

export const NEW_STORY: OwnStory = { votes: 0, said: {}, repeats: 0, same: 0, predictions: {}, firstVersion: -1 };

type Judged = Pick<PairView, "prompt" | "a" | "b">;

export function withVerdict(story: OwnStory, pair: Judged, verdict: Verdict): OwnStory {
  const { prompt, a, b } = pair;
  const key = JSON.stringify([prompt, ...[a, b].sort()]);
  const says = verdict === "a" || verdict === "b" ? JSON.stringify(pair[verdict]) : verdict;
  const before = story.said[key];
  return {
    ...story,
    votes: story.votes + 1,
    said: { ...story.said, [key]: says },
    repeats: story.repeats + (before === undefined ? 0 : 1),
    same: story.same + (before === says ? 1 : 0),
  };
}

export function withPoints(story: OwnStory, { round, predicted, share, points }: ServerMessages["points"]): OwnStory {
  const error = Math.abs(predicted - share);
  return { ...story, predictions: { ...story.predictions, [round]: { error, points } } };
}

export function withVersion(story: OwnStory, version: number): OwnStory {
  return story.firstVersion >= 0 || version < 0 ? story : { ...story, firstVersion: version };
}

export interface StoryCard {
  readonly votes: number;
  /** Whole percent of the repeated pairs judged as before; null without repeats. */
  readonly consistency: number | null;
  /** Mean error of the predictions in percentage points; null without predictions. */
  readonly error: number | null;
  readonly best: number | null;
  /** Versions from the first round to now; null when nothing new came. */
  readonly versions: { readonly from: number; readonly to: number } | null;
}

export function storyCard(story: OwnStory, version: number): StoryCard {
  const predictions = Object.values(story.predictions);
  const sum = predictions.reduce((total, { error }) => total + error, 0);
  const { firstVersion: from } = story;
  return {
    votes: story.votes,
    consistency: story.repeats === 0 ? null : Math.round((100 * story.same) / story.repeats),
    error: predictions.length === 0 ? null : Math.round((100 * sum) / predictions.length),
    best: predictions.length === 0 ? null : Math.round(Math.max(...predictions.map(({ points }) => points))),
    versions: from >= 0 && version > from ? { from, to: version } : null,
  };
}

const keyOf = (code: string) => `thumbwar:story:${code}`;

/** The story of this tab's player in a session; survives a reload. */
export function storedStory(code: string): OwnStory {
  try {
    const text = sessionStorage.getItem(keyOf(code));
    return text === null ? NEW_STORY : { ...NEW_STORY, ...(JSON.parse(text) as OwnStory) };
  } catch {
    return NEW_STORY;
  }
}

export function storeStory(code: string, story: OwnStory): void {
  try {
    sessionStorage.setItem(keyOf(code), JSON.stringify(story));
  } catch {
    // Storage may be forbidden or full: the summary then begins at the last reload.
  }
}

import { NEW_STORY, type OwnStory } from "./own-story.ts";

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

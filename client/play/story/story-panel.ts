import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import type { StoryCard } from "./own-story.ts";
import { type SharedFacts, shareStory } from "./share-story.ts";

/** A player's own summary after the game, and a picture of it to keep or to send. */
export function storyPanel(card: StoryCard, facts: SharedFacts): HTMLElement {
  const lines = storyLines(card);
  const share = element("button", {
    class: "button",
    text: t("story.share"),
    attributes: { type: "button" },
    onClick: () => void shareStory(facts, lines),
  });
  return element(
    "div",
    { class: "panel story" },
    element("h2", { text: t("story.heading") }),
    element("ul", { class: "story-lines" }, ...lines.map((text) => element("li", { text }))),
    share,
  );
}

export function storyLines({ votes, consistency, error, best, versions }: StoryCard): readonly string[] {
  return [
    t("story.votes", { votes }),
    ...(consistency === null ? [] : [t("story.consistency", { percent: consistency })]),
    ...(error === null ? [] : [t("story.error", { error })]),
    ...(best === null ? [] : [t("story.best", { points: best })]),
    versions === null ? t("story.learnedNothing") : t("story.learned", versions),
  ];
}

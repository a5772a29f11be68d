import { t } from "../../i18n/t.ts";
import { element } from "../../ui/element.ts";
import { comparedAnswers } from "../../ui/learning/then-and-now.ts";
import type { KeptPair } from "./kept-pair.ts";
import type { StoryCard } from "./own-story.ts";
import { type SharedFacts, storyPicture } from "./story-picture.ts";

/** A player's own summary after the game, with one question answered then and now, and a picture of it to keep or to send. */
export function storyPanel(card: StoryCard, facts: SharedFacts, pair: KeptPair | null): HTMLElement {
  const lines = storyLines(card);
  const share = element("button", {
    class: "button",
    text: t("story.share"),
    attributes: { type: "button" },
    onClick: () => void shareStory(facts, lines, pair),
  });
  return element(
    "div",
    { class: "panel story" },
    element("h2", { text: t("story.heading") }),
    element("ul", { class: "story-lines" }, ...lines.map((text) => element("li", { text }))),
    pair === null ? null : pairOf(pair),
    share,
  );
}

function pairOf(pair: KeptPair): HTMLElement {
  return element(
    "div",
    { class: "story-pair then-and-now" },
    element("p", { class: "hint", text: pair.label }),
    element("p", { class: "then-and-now-prompt", text: pair.prompt, attributes: { dir: "auto" } }),
    comparedAnswers(pair),
  );
}

function storyLines({ votes, consistency, error, best, versions }: StoryCard): readonly string[] {
  return [
    t("story.votes", { votes }),
    ...(consistency === null ? [] : [t("story.consistency", { percent: consistency })]),
    ...(error === null ? [] : [t("story.error", { error })]),
    ...(best === null ? [] : [t("story.best", { points: best })]),
    versions === null ? t("story.learnedNothing") : t("story.learned", versions),
  ];
}

/** Shares the picture, or downloads it where sharing files is not possible. */
async function shareStory(facts: SharedFacts, lines: readonly string[], pair: KeptPair | null): Promise<void> {
  const blob = await storyPicture(facts, lines, pair);
  const file = new File([blob], "thumbwar.png", { type: "image/png" });
  if (navigator.canShare?.({ files: [file] })) {
    await navigator.share({ files: [file], title: t("app.name") }).catch(() => {});
    return;
  }
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

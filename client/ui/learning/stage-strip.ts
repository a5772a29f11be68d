import { PLACES } from "../../../shared/round/lesson/stops.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../element.ts";

/** How a language model is made, in the order in which it happens; each is also a stop of the lesson. */
export const STAGES = ["reads", "imitates", "taste", "practises"] as const;
type StageName = (typeof STAGES)[number];

/** What is over, what happens now, and what comes. */
type StageState = "done" | "now" | "later";

/**
 * In a game the model has read and imitated before; what it does now is what the trainer does. In a lesson the stages light up stop by
 * stop.
 */
export function stageStates(view: Pick<RoomView, "learning" | "lesson">): Readonly<Record<StageName, StageState>> {
  const { lesson, learning } = view;
  if (lesson !== null && !lesson.away) {
    const reached = PLACES.indexOf(lesson.place) - 1;
    // To cheat is to practise as well.
    const now = lesson.place === "cheats" ? STAGES.indexOf("practises") : reached;
    return statesOf((i) => (i === now ? "now" : i < now ? "done" : "later"));
  }
  const isLearning = { taste: learning.state === "reward", practises: ["improve", "gate"].includes(learning.state) };
  return statesOf((i, name) => {
    if (i < 2) return "done";
    return isLearning[name as keyof typeof isLearning] ? "now" : learning.policyVersion > 0 ? "done" : "later";
  });
}

function statesOf(state: (index: number, name: StageName) => StageState): Readonly<Record<StageName, StageState>> {
  const states = STAGES.map((name, i) => [name, state(i, name)]);
  return Object.fromEntries(states) as Record<StageName, StageState>;
}

/** A strip with the four stages, which lights up where the model is. */
export function stageStrip(): { root: HTMLElement; update(view: Pick<RoomView, "learning" | "lesson">): void } {
  const items = STAGES.map((name) => {
    const state = element("span", { class: "visually-hidden" });
    const item = element("li", { class: "stage-name" }, element("span", { text: t(`strip.${name}`) }), state);
    return { name, item, state };
  });
  const root = element(
    "ol",
    { class: "stage-strip", attributes: { "aria-label": t("strip.heading") } },
    ...items.map(({ item }) => item),
  );
  return {
    root,
    update(view) {
      const states = stageStates(view);
      for (const { name, item, state } of items) {
        item.dataset.state = states[name];
        setText(state, `, ${t(`strip.${states[name]}`)}`);
      }
    },
  };
}

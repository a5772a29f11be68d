import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { play } from "../../sound/sound.ts";
import { element, setText } from "../../ui/element.ts";
import { dealingWait } from "../../ui/learning/work-bar.ts";
import { momoFace } from "../../ui/momo.ts";
import { type VoteGoal, voteGoal } from "../../ui/round/vote-goal.ts";
import { type ProjectorScreen, stageOf } from "./projector-screen.ts";

/** Pairs are being dealt. */
export function dealingScreen(): ProjectorScreen {
  const stage = stageOf();
  const wait = dealingWait();
  const said = element("div", { class: "p-words" }, element("h2", { text: t("dealing.heading") }), wait.root);
  return { root: element("section", { class: "p-rapid" }, said, stage), stage, update: wait.update };
}

/**
 * Everyone judges pairs of their own: votes pour into the model, and a meter shows how far the class is on the way to its goal. In the
 * lesson it is Momo who waits for the votes, since it has bet on them.
 */
export function rapidScreen({ lesson }: Pick<RoomView, "lesson">): ProjectorScreen {
  const stage = stageOf();
  const meter = goalMeter();
  const said = lesson === null || lesson.away ? words("rapid.heading", "board.look") : betWords();
  const root = element("section", { class: "p-rapid" }, said, stage, meter.root);
  let most = 0;
  let reached: number | null = null;
  return {
    root,
    stage,
    update(view: RoomView) {
      const { here: players, verdicts } = view;
      // Whoever leaves makes no goal smaller that the class has seen.
      most = Math.max(most, players);
      const goal = voteGoal(most, verdicts);
      meter.update(goal);
      if (reached !== null && goal.reached > reached) {
        play("cheer");
        meter.cheer();
      }
      reached = goal.reached;
    },
  };
}

/** Votes so far, a bar with milestones, and the next one. */
function goalMeter(): { readonly root: HTMLElement; update(goal: VoteGoal): void; cheer(): void } {
  const count = element("p", { class: "huge", attributes: { "aria-hidden": "true" } });
  const fill = element("span", { class: "goal-fill" });
  const bar = element("div", { class: "goal-bar", attributes: { role: "meter", "aria-valuemin": "0" } }, fill);
  const next = element("p", { class: "goal-next" });
  const root = element("div", { class: "goal panel" }, count, bar, next);
  return {
    root,
    update(goal) {
      const { votes, share, marks } = goal;
      setText(count, String(votes));
      setText(next, t("goal.next", { votes: goal.next }));
      fill.style.transform = `scaleX(${share})`;
      root.classList.toggle("made", share === 1);
      bar.setAttribute("aria-label", t("goal.label", { votes, goal: goal.goal }));
      bar.setAttribute("aria-valuemax", String(goal.goal));
      bar.setAttribute("aria-valuenow", String(Math.min(votes, goal.goal)));
      if (bar.childElementCount === 1)
        for (const mark of marks.slice(0, -1)) {
          const line = element("span", { class: "goal-mark" });
          line.style.left = `${mark * 100}%`;
          bar.append(line);
        }
      if (share === 1)
        setText(next, `${t("goal.reached", { goal: goal.goal })} · ${t("goal.next", { votes: goal.next })}`);
    },
    cheer() {
      root.classList.remove("cheers");
      void root.offsetWidth;
      root.classList.add("cheers");
    },
  };
}

function betWords(): HTMLElement {
  const said = words("lesson.say.bets", "board.look");
  said.classList.add("with-momo");
  said.prepend(momoFace("unsure"));
  return said;
}

function words(heading: "rapid.heading" | "lesson.say.bets", body: "board.look"): HTMLElement {
  return element("div", { class: "p-words" }, element("h2", { text: t(heading) }), element("p", { text: t(body) }));
}

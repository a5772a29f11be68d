import "../../styles/modes.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { letterOf } from "../../ui/round/ranking-order.ts";
import { progress } from "../../ui/round/standings.ts";
import { questionText } from "../../ui/state-texts.ts";
import { rankingList } from "../ballot/ranking-list.ts";
import { reportControl } from "../ballot/report-control.ts";
import type { PlayContext, Screen } from "./screen.ts";

type Step = "rank" | "pick" | "locked";

/** Puts three or four answers in order, then guesses which one most others put first, then waits for the others. */
export function rankingScreen(view: RoomView, context: PlayContext): Screen {
  const shownAt = performance.now();
  const podium = view.podium;
  const answers = podium?.answers ?? [];
  let step: Step = "rank";
  const list = rankingList(answers, context.say);
  const heading = element("h2", { class: "question", text: questionText(view) });
  const prompt = element("p", { class: "prompt-text", text: podium?.prompt ?? "" });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const lock = element("button", {
    class: "button primary wide",
    text: t("ranking.lock"),
    attributes: { type: "button" },
    onClick: () => void rank(),
  });
  const ranked = element("div", { class: "ranking-part" }, list.root, lock);
  const picks = answers.map(({ id, text }, i) =>
    element(
      "button",
      { class: "button pick", attributes: { type: "button" }, onClick: () => void pick(id) },
      element("span", { class: "badge", text: letterOf(i) }),
      element("span", { class: "pick-text", text }),
    ),
  );
  const question = element("h2", { text: t("ranking.pick"), attributes: { tabindex: "-1" } });
  const picking = element("div", { class: "panel picking" }, question, ...picks);
  const waiting = element("p", { class: "hint", attributes: { role: "status" } });
  const locked = element("div", { class: "panel locked" }, element("h2", { text: t("showdown.locked") }), waiting);
  const report = reportControl((message) => context.link.request("report", message));
  report.show(answers.map(({ id }, i) => ({ id, letter: letterOf(i) })));
  const stage = element("div", { class: "stage small", attributes: { "aria-hidden": "true" } });
  const head = element("div", { class: "prompt" }, heading, prompt);
  const root = element(
    "section",
    { class: "podium-screen" },
    head,
    problem,
    ranked,
    picking,
    locked,
    report.root,
    stage,
  );

  async function rank(): Promise<void> {
    if (podium === null || step !== "rank") return;
    enable(false);
    const decisionMs = Math.round(performance.now() - shownAt);
    const reply = await context.link.request("rank", { podiumId: podium.id, ranking: [...list.order()], decisionMs });
    if (!reply.ok) return fail();
    go("pick");
    question.focus();
    context.say(t("ranking.pick"));
  }

  async function pick(answerId: string): Promise<void> {
    if (step !== "pick") return;
    enable(false);
    const reply = await context.link.request("pick", { answerId });
    if (!reply.ok) return fail();
    context.say(t("showdown.locked"));
    go("locked");
  }

  function fail(): void {
    setText(problem, t("showdown.failed"));
    enable(true);
  }

  function enable(yes: boolean): void {
    lock.disabled = !yes;
    list.enable(yes);
    for (const button of picks) button.disabled = !yes;
  }

  function go(next: Step): void {
    step = next;
    setText(problem, "");
    enable(true);
    ranked.hidden = step !== "rank";
    picking.hidden = step !== "pick";
    locked.hidden = step !== "locked";
  }

  const own = context.ownBallot();
  go(own?.ranking ? (own.pick === null ? "pick" : "locked") : "rank");
  let paused = view.paused;
  return {
    root,
    stage,
    update(next) {
      if (next.paused !== paused) enable(!next.paused);
      paused = next.paused;
      if (next.players.get(context.myId() ?? "")?.locked && step !== "locked") go("locked");
      const { locked: count, players } = progress(next);
      setText(waiting, t("showdown.lockedBody", { locked: count, players }));
    },
    pairId: () => null,
    close: () => {},
  };
}

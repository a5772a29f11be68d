import type { RoomView } from "../../../shared/round/view.ts";
import type { Verdict } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { progress } from "../../ui/round/standings.ts";
import { questionText } from "../../ui/state-texts.ts";
import { predictionForm } from "../ballot/prediction-form.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import { verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";

type Step = "verdict" | "predict" | "locked";

/** The one pair that everybody judges: first the own verdict, then a guess of the crowd's, then waiting for the others. */
export function showdownScreen(view: RoomView, context: PlayContext): Screen {
  let step: Step = "verdict";
  let latest = view;
  const shownAt = performance.now();
  const board = pairBoard(questionText(view));
  const buttons = verdictButtons(board.root, (verdict) => void vote(verdict));
  const prediction = predictionForm((share) => void predict(share));
  const said = element("p", { class: "said pill" });
  const waiting = element("p", { class: "hint", attributes: { role: "status" } });
  const locked = element("div", { class: "panel locked" }, element("h2", { text: t("showdown.locked") }), waiting);
  const none = element("p", { class: "panel", text: t("showdown.none") });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const controls = element("div", { class: "controls" }, said, problem, buttons.root, prediction.root, locked);
  const report = reportControl((message) => context.link.request("report", message));
  const root = element("section", { class: "duel showdown" }, board.root, none, controls, report.root);

  async function vote(verdict: Verdict): Promise<void> {
    const pair = latest.showdown;
    if (pair === null || step !== "verdict") return;
    buttons.enable(false);
    const decisionMs = Math.round(performance.now() - shownAt);
    const reply = await context.link.request("vote", { pairId: pair.id, verdict, decisionMs });
    if (!reply.ok && reply.error === "own_answer") return judgeNot();
    if (!reply.ok) return fail(() => buttons.enable(true));
    if (!reply.duplicate) context.judged(pair, verdict);
    context.thumb(verdict);
    setText(said, t("showdown.voted", { verdict: t(`verdict.${verdict}`) }));
    context.say(t("showdown.predict"));
    go("predict");
  }

  /** Nobody judges what they wrote themselves. */
  function judgeNot(): void {
    setText(said, t("bot.ownPair"));
    go("predict");
  }

  async function predict(share: number): Promise<void> {
    prediction.enable(false);
    const reply = await context.link.request("predict", { share });
    if (!reply.ok) return fail(() => prediction.enable(true));
    context.say(t("showdown.locked"));
    go("locked");
  }

  function fail(enable: () => void): void {
    setText(problem, t("showdown.failed"));
    enable();
  }

  function go(next: Step): void {
    const hadFocus = root.contains(document.activeElement);
    step = next;
    setText(problem, "");
    draw();
    if (next === "predict" && hadFocus) prediction.root.querySelector("input")?.focus();
  }

  function draw(): void {
    const pair = latest.showdown;
    if (pair !== null) board.show(pair);
    report.show(answersOf(pair));
    board.root.hidden = pair === null;
    none.hidden = pair !== null;
    controls.hidden = pair === null;
    if (latest.players.get(context.myId() ?? "")?.locked) step = "locked";
    buttons.root.hidden = step !== "verdict";
    prediction.root.hidden = step !== "predict";
    locked.hidden = step !== "locked";
    said.hidden = said.textContent === "";
    const { locked: count, players } = progress(latest);
    setText(waiting, t("showdown.lockedBody", { locked: count, players }));
  }

  const own = context.ownBallot();
  if (own?.writer) {
    setText(said, t("bot.ownPair"));
    step = own?.share == null ? "predict" : "locked";
  }
  if (own?.verdict) {
    setText(said, t("showdown.voted", { verdict: t(`verdict.${own.verdict}`) }));
    step = own.share === null ? "predict" : "locked";
  }
  return {
    root,
    stage: board.stage,
    update(next) {
      if (next.paused !== latest.paused) {
        buttons.enable(!next.paused);
        prediction.enable(!next.paused);
      }
      latest = next;
      draw();
    },
    pairId: () => latest.showdown?.id ?? null,
    close: () => buttons.close(),
  };
}

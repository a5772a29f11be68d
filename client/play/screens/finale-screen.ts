import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { finalePanel } from "../../ui/round/finale-panel.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { progress } from "../../ui/round/standings.ts";
import { questionText } from "../../ui/state-texts.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import { verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** A tap that was meant for the pair before mustn't judge this one, which nobody has read yet. */
const LOCKED_MS = 1_500;

/** One pair of the finale: a verdict, and then waiting for the others. */
export function finaleScreen(view: RoomView, context: PlayContext): Screen {
  let latest = view;
  let sending = false;
  let ready = false;
  let heard = false;
  const shownAt = performance.now();
  const board = pairBoard(questionText(view));
  const buttons = verdictButtons(board.root, (verdict) => void vote(verdict));
  const said = element("p", { class: "said pill", attributes: { tabindex: "-1" } });
  const waiting = element("p", { class: "hint", attributes: { role: "status" } });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const controls = element("div", { class: "controls" }, said, problem, buttons.root, waiting);
  const report = reportControl((message) => context.link.request("report", message));
  const lead = element("p", { class: "finale-lead", text: t("finale.lead") });
  const root = element("section", { class: "duel finale" }, lead, board.root, controls, report.root);
  const own = context.ownBallot()?.verdict;
  if (own) tell(own);
  const timer = setTimeout(() => {
    ready = true;
    draw();
  }, LOCKED_MS);

  function tell(verdict: VerdictChoice): void {
    setText(said, t("showdown.voted", { verdict: t(`verdict.${verdict}`) }));
  }

  async function vote(verdict: VerdictChoice): Promise<void> {
    const pair = latest.finale?.pair ?? null;
    if (pair === null || sending || !ready) return;
    sending = true;
    draw();
    const decisionMs = Math.round(performance.now() - shownAt);
    const reply = await context.link.request("vote", { pairId: pair.id, verdict, decisionMs });
    sending = false;
    if (reply.ok) {
      if (!reply.duplicate && isVerdict(verdict)) context.judged(pair, verdict);
      context.thumb(verdict);
      tell(verdict);
    }
    setText(problem, reply.ok ? "" : t("showdown.failed"));
    // The buttons vanish, and whoever plays by keyboard stays where they were.
    const hadFocus = root.contains(document.activeElement);
    draw();
    if (hadFocus && reply.ok) said.focus();
  }

  function draw(): void {
    const pair = latest.finale?.pair ?? null;
    if (pair !== null) board.show(pair);
    report.show(answersOf(pair));
    const voted = said.textContent !== "";
    buttons.enable(ready && !voted && !sending && !latest.paused);
    said.hidden = !voted;
    buttons.root.hidden = voted;
    waiting.hidden = !voted;
    const { locked, players } = progress(latest);
    setText(waiting, voted ? t("finale.waiting", { locked, players }) : "");
  }

  return {
    root,
    stage: board.stage,
    update(next) {
      latest = next;
      draw();
      const pair = next.finale?.pair ?? null;
      if (heard || pair === null) return;
      heard = true;
      context.say(pairText(next));
    },
    pairId: () => latest.finale?.pair?.id ?? null,
    close() {
      clearTimeout(timer);
      buttons.close();
    },
  };
}

/** A new pair, read out. */
function pairText({ finale }: RoomView): string {
  if (finale === null || finale.pair === null) return "";
  const { index, count, pair } = finale;
  const answers = (["a", "b"] as const).map(
    (side) => `${t("pair.answer", { side: side.toUpperCase() })}: ${pair[side]}`,
  );
  return [t("finale.count", { index, count }), t("finale.lead"), pair.prompt, ...answers].join(". ");
}

/** The masks come off. */
export function unmaskingScreen(): Screen {
  const panel = finalePanel();
  const stage = element("div", { class: "stage small", attributes: { "aria-hidden": "true" } });
  const root = element("section", { class: "reveal" }, panel.root, stage);
  return { root, stage, update: (view) => panel.update(view), pairId: () => null, close: () => {} };
}

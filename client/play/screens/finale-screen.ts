import "../../styles/finale.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { finalePanel } from "../../ui/round/finale-panel.ts";
import { pairBoard } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import { verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";

/** A tap that was meant for the pair before mustn't judge this one, which nobody has read yet. */
const LOCKED_MS = 1_500;

type Step = "verdict" | "said" | "locked";

/** One pair of the finale: a verdict, which can be changed until the player locks in, and then waiting for the others. */
export function finaleScreen(view: RoomView, context: PlayContext): Screen {
  const own = context.ownBallot();
  let choice: VerdictChoice | null = own?.verdict ?? null;
  let step: Step = own?.locked ? "locked" : choice !== null ? "said" : "verdict";
  let latest = view;
  let sending = false;
  let ready = choice !== null;
  let heard = false;
  const shownAt = performance.now();
  const board = pairBoard(questionText(view));
  const buttons = verdictButtons(board.root, (verdict) => void vote(verdict));
  const said = element("p", { class: "pill" });
  const change = element("button", {
    class: "button small",
    text: t("showdown.change"),
    attributes: { type: "button" },
    onClick: () => go("verdict"),
  });
  const head = element("div", { class: "said" }, said, change);
  const lock = element("button", {
    class: "button primary wide",
    text: t("showdown.lock"),
    attributes: { type: "button" },
    onClick: () => void lockIn(),
  });
  const unlocked = element(
    "div",
    { class: "lock-in" },
    lock,
    element("p", { class: "hint", text: t("showdown.unlocked") }),
  );
  const waiting = element("p", { class: "hint", attributes: { role: "status" } });
  const locked = element(
    "div",
    { class: "panel locked" },
    element("h2", { text: t("showdown.locked"), attributes: { tabindex: "-1" } }),
    waiting,
  );
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const controls = element("div", { class: "controls" }, head, problem, buttons.root, unlocked, locked);
  const report = reportControl((message) => context.link.request("report", message));
  const lead = element("p", { class: "finale-lead", text: t("finale.lead") });
  const root = element("section", { class: "duel finale" }, lead, board.root, controls, report.root);
  const timer = setTimeout(() => {
    ready = true;
    draw();
  }, LOCKED_MS);

  async function vote(verdict: VerdictChoice): Promise<void> {
    const pair = latest.finale?.pair ?? null;
    if (pair === null || step !== "verdict" || sending || !ready) return;
    const decisionMs = Math.round(performance.now() - shownAt);
    if (!(await send("vote", { pairId: pair.id, verdict, decisionMs }))) return;
    choice = verdict;
    context.thumb(verdict);
    go("said");
  }

  async function lockIn(): Promise<void> {
    if (await send("lock", {})) go("locked");
  }

  /** Whether the server has it. What comes after the pair's time needs no word: the next pair is there. */
  async function send(...[type, message]: Parameters<PlayContext["link"]["request"]>): Promise<boolean> {
    sending = true;
    draw();
    const reply = await context.link.request(type, message);
    sending = false;
    const passes = !reply.ok && (reply.error === "wrong_phase" || reply.error === "incomplete");
    setText(problem, reply.ok || passes ? "" : t("showdown.failed"));
    draw();
    return reply.ok;
  }

  /** Whoever goes by keys or by ear is led to what comes next. */
  function go(next: Step): void {
    step = next;
    setText(problem, "");
    draw();
    if (next === "said") lock.focus();
    else if (next === "locked") locked.querySelector<HTMLElement>("h2")?.focus();
    else buttons.root.querySelector<HTMLElement>("[aria-pressed=true], button")?.focus();
  }

  function draw(): void {
    const pair = latest.finale?.pair ?? null;
    if (pair !== null) board.show(pair);
    report.show(answersOf(pair));
    setText(said, choice === null ? "" : t("showdown.voted", { verdict: t(`verdict.${choice}`) }));
    head.hidden = choice === null;
    change.hidden = step !== "said";
    buttons.root.hidden = step !== "verdict";
    buttons.mark(choice);
    buttons.enable(ready && !sending && !latest.paused);
    unlocked.hidden = step !== "said";
    lock.disabled = sending || latest.paused;
    locked.hidden = step !== "locked";
    const { lockedIn: count, here: players } = latest;
    setText(waiting, step === "locked" ? t("showdown.lockedBody", { locked: count, players }) : "");
  }

  return {
    root,
    stage: board.stage,
    update(next) {
      latest = next;
      if (next.players.get(context.myId() ?? "")?.locked) step = "locked";
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
      const pair = latest.finale?.pair ?? null;
      if (pair !== null && isVerdict(choice)) context.judged(pair, choice);
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

import type { RoomView } from "../../../shared/round/view.ts";
import { leastReadingMs } from "../../../shared/round/votes/reading-time.ts";
import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { pairBoard, spokenPair } from "../../ui/round/pair-board.ts";
import { questionText } from "../../ui/state-texts.ts";
import { predictionForm } from "../ballot/prediction-form.ts";
import { answersOf, reportControl } from "../ballot/report-control.ts";
import { verdictButtons } from "../ballot/verdict-buttons.ts";
import type { PlayContext, Screen } from "./screen.ts";

type Step = "verdict" | "predict" | "locked";

/**
 * The one pair that everybody judges: first the own verdict, then a guess of the crowd's, both of which can be changed until the player
 * locks in, then waiting for the others.
 */
export function showdownScreen(view: RoomView, context: PlayContext): Screen {
  const own = context.ownBallot();
  const writer = own?.writer ?? false;
  let choice: VerdictChoice | null = own?.verdict ?? null;
  let step: Step = own?.locked ? "locked" : choice !== null || writer ? "predict" : "verdict";
  let latest = view;
  let busy = false;
  /** Nobody has read the pair yet: a press now was meant for what stood here before. */
  let unread = choice === null && view.showdown !== null;
  const shownAt = performance.now();
  const board = pairBoard(questionText(view));
  const buttons = verdictButtons(board.root, (said) => void vote(said));
  const prediction = predictionForm(
    (share) => void send("predict", { share }),
    (share) => void lockIn(share),
  );
  const said = element("p", { class: "pill" });
  const change = element("button", {
    class: "button small",
    text: t("showdown.change"),
    attributes: { type: "button" },
    onClick: () => go("verdict"),
  });
  const head = element("div", { class: "said" }, said, change);
  const waiting = element("p", { class: "hint" });
  const locked = element(
    "div",
    { class: "panel locked" },
    element("h2", { text: t("showdown.locked"), attributes: { tabindex: "-1" } }),
    waiting,
  );
  const none = element("p", { class: "panel", text: t("showdown.none") });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const controls = element("div", { class: "controls" }, head, problem, buttons.root, prediction.root, locked);
  const report = reportControl((message) => context.link.request("report", message));
  const root = element("section", { class: "duel showdown" }, board.root, none, controls, report.root);
  const reading = setTimeout(read, unread && view.showdown !== null ? readingMs(view.showdown) : 0);

  function read(): void {
    unread = false;
    draw();
  }

  async function vote(verdict: VerdictChoice): Promise<void> {
    const pair = latest.showdown;
    if (pair === null || step !== "verdict" || busy) return;
    const decisionMs = Math.round(performance.now() - shownAt);
    if (!(await send("vote", { pairId: pair.id, verdict, decisionMs }))) return;
    choice = verdict;
    context.thumb(verdict);
    go("predict");
  }

  async function lockIn(share: number): Promise<void> {
    if ((await send("predict", { share })) && (await send("lock", {}))) go("locked");
  }

  /** Whether the server has it. What comes too late, or while the title card is up, needs no word. */
  async function send(...[type, message]: Parameters<PlayContext["link"]["request"]>): Promise<boolean> {
    busy = true;
    draw();
    const reply = await context.link.request(type, message);
    busy = false;
    const passes = !reply.ok && (reply.error === "not_open" || reply.error === "wrong_phase");
    setText(problem, reply.ok || passes ? "" : t("showdown.failed"));
    draw();
    return reply.ok;
  }

  /** Whoever goes by keys or by ear is led to what comes next. */
  function go(next: Step): void {
    step = next;
    setText(problem, "");
    draw();
    if (next === "predict") prediction.focus();
    else if (next === "locked") locked.querySelector<HTMLElement>("h2")?.focus();
    else buttons.root.querySelector<HTMLElement>("[aria-pressed=true], button")?.focus();
  }

  function draw(): void {
    const pair = latest.showdown;
    if (pair !== null) board.show(pair);
    report.show(answersOf(pair));
    board.root.hidden = pair === null;
    none.hidden = pair !== null;
    controls.hidden = pair === null;
    buttons.root.hidden = step !== "verdict";
    buttons.mark(choice);
    buttons.enable(!latest.paused && !busy && !unread);
    prediction.root.hidden = step !== "predict";
    prediction.ask(choice, null);
    prediction.enable(!latest.paused);
    locked.hidden = step !== "locked";
    const told = writer
      ? t("bot.ownPair")
      : choice === null
        ? ""
        : t("showdown.voted", { verdict: t(`verdict.${choice}`) });
    setText(said, told);
    head.hidden = told === "";
    change.hidden = writer || step !== "predict";
    const { lockedIn: count, here: players } = latest;
    setText(waiting, t("showdown.lockedBody", { locked: count, players }));
  }

  prediction.ask(choice, own?.share ?? null);
  return {
    root,
    stage: board.stage,
    update(next) {
      latest = next;
      if (next.players.get(context.myId() ?? "")?.locked) step = "locked";
      draw();
    },
    pairId: () => latest.showdown?.id ?? null,
    spoken: () => (latest.showdown === null ? t("showdown.none") : spokenPair(latest.showdown)),
    close() {
      clearTimeout(reading);
      buttons.close();
      if (latest.showdown !== null && isVerdict(choice)) context.judged(latest.showdown, choice);
    },
  };
}

const readingMs = ({ prompt, a, b }: NonNullable<RoomView["showdown"]>): number => leastReadingMs(prompt, a, b);

import type { Refusal } from "../../../shared/protocol/messages.ts";
import type { PairView } from "../../../shared/round/pair-view.ts";
import type { RoomView } from "../../../shared/round/view.ts";
import { isVerdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import type { PlayContext } from "../screens/screen.ts";
import { answersOf, reportControl } from "./report-control.ts";
import { verdictButtons } from "./verdict-buttons.ts";

/** A verdict, then what stands between it and locking in, then waiting for the others. */
type Step = "verdict" | "said" | "locked";

interface BallotOptions {
  /** Swipes over it judge the pair. */
  readonly swipeArea: HTMLElement;
  pairOf(view: RoomView): PairView | null;
  /** From now on, a press is meant for this pair and for none that stood here before. */
  readonly readMs: number;
  /** Whether the player wrote one of the answers, and judges neither. */
  readonly writer: boolean;
  /** What follows the verdict, and where its keys go. */
  readonly after: {
    readonly root: HTMLElement;
    show(choice: VerdictChoice | null): void;
    focus(): void;
    enable(yes: boolean): void;
  };
  /** Refusals that need no word: what comes next is there already. */
  readonly passing: readonly Refusal[];
  /** What is said of the verdict. */
  told(choice: VerdictChoice | null): string;
}

/** What a player says of a pair that everybody judges. It can be changed until the player locks in. */
export interface PairBallot {
  readonly controls: HTMLElement;
  readonly report: HTMLElement;
  choice(): VerdictChoice | null;
  /** Whether the server has it. */
  send(...request: Parameters<PlayContext["link"]["request"]>): Promise<boolean>;
  lockIn(): Promise<void>;
  update(view: RoomView): void;
  close(): void;
}

/** Made for one pair; `update` draws it. */
export function pairBallot(view: RoomView, context: PlayContext, options: BallotOptions): PairBallot {
  const { pairOf, writer, after, passing, told } = options;
  const own = context.ownBallot();
  let choice: VerdictChoice | null = own?.verdict ?? null;
  let step: Step = own?.locked ? "locked" : choice !== null || writer ? "said" : "verdict";
  let latest = view;
  let busy = false;
  let unread = choice === null;
  const shownAt = performance.now();
  const buttons = verdictButtons(options.swipeArea, (verdict) => void vote(verdict));
  const said = element("p", { class: "pill" });
  const change = element("button", {
    class: "button small",
    text: t("showdown.change"),
    attributes: { type: "button" },
    onClick: () => go("verdict"),
  });
  const head = element("div", { class: "said" }, said, change);
  const waiting = element("p", { class: "hint" }); // spoken, every lock-in of the others would interrupt
  const locked = element(
    "div",
    { class: "panel locked" },
    element("h2", { text: t("showdown.locked"), attributes: { tabindex: "-1" } }),
    waiting,
  );
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const controls = element("div", { class: "controls" }, head, problem, buttons.root, after.root, locked);
  const report = reportControl((message) => context.link.request("report", message));
  const reading = setTimeout(
    () => {
      unread = false;
      draw();
    },
    unread ? options.readMs : 0,
  );

  async function vote(verdict: VerdictChoice): Promise<void> {
    const pair = pairOf(latest);
    if (pair === null || step !== "verdict" || busy || unread) return;
    const decisionMs = Math.round(performance.now() - shownAt);
    if (!(await send("vote", { pairId: pair.id, verdict, decisionMs }))) return;
    choice = verdict;
    context.thumb(verdict);
    go("said");
  }

  async function send(...[type, message]: Parameters<PairBallot["send"]>): Promise<boolean> {
    busy = true;
    draw();
    const reply = await context.link.request(type, message);
    busy = false;
    setText(problem, reply.ok || passing.includes(reply.error) ? "" : t("showdown.failed"));
    draw();
    return reply.ok;
  }

  /** Whoever goes by keys or by ear is led to what comes next. */
  function go(next: Step): void {
    step = next;
    setText(problem, "");
    draw();
    if (next === "said") after.focus();
    else if (next === "locked") locked.querySelector<HTMLElement>("h2")?.focus();
    else buttons.root.querySelector<HTMLElement>("[aria-pressed=true], button")?.focus();
  }

  function draw(): void {
    const pair = pairOf(latest);
    report.show(answersOf(pair));
    controls.hidden = pair === null;
    buttons.root.hidden = step !== "verdict";
    buttons.mark(choice);
    buttons.enable(!latest.paused && !busy && !unread);
    after.root.hidden = step !== "said";
    after.show(choice);
    after.enable(!latest.paused);
    locked.hidden = step !== "locked";
    const words = told(choice);
    setText(said, words);
    head.hidden = words === "";
    change.hidden = writer || step !== "said";
    const { lockedIn: count, here: players } = latest;
    setText(waiting, step === "locked" ? t("showdown.lockedBody", { locked: count, players }) : "");
  }

  return {
    controls,
    report: report.root,
    choice: () => choice,
    send,
    async lockIn() {
      if (step === "said" && !busy && (await send("lock", {}))) go("locked");
    },
    update(next) {
      latest = next;
      if (next.players.get(context.myId() ?? "")?.locked) step = "locked";
      draw();
    },
    close() {
      clearTimeout(reading);
      buttons.close();
      const pair = pairOf(latest);
      if (pair !== null && isVerdict(choice)) context.judged(pair, choice);
    },
  };
}

import "../../styles/modes.css";
import type { RoomView } from "../../../shared/round/view.ts";
import { t } from "../../i18n/t.ts";
import { element, setText } from "../../ui/element.ts";
import { letterOf } from "../../ui/round/ranking-order.ts";
import { questionText } from "../../ui/state-texts.ts";
import { rankingList } from "../ballot/ranking-list.ts";
import { reportControl } from "../ballot/report-control.ts";
import type { PlayContext, Screen } from "./screen.ts";

type Step = "rank" | "pick" | "locked";

/** How long an order has to stand before it is sent: while somebody is still moving an answer up, nothing is. */
const SETTLED_MS = 600;

/**
 * Puts three or four answers in order, then guesses which one most others put first, both of which can be changed until the player locks
 * in, then waits for the others.
 */
export function rankingScreen(view: RoomView, context: PlayContext): Screen {
  const shownAt = performance.now();
  const podium = view.podium;
  const answers = podium?.answers ?? [];
  const own = context.ownBallot();
  let step: Step = own?.locked ? "locked" : own?.ranking ? "pick" : "rank";
  let picked = own?.pick ?? null;
  let latest = view;
  let settling: ReturnType<typeof setTimeout> | undefined;
  const list = rankingList(answers, own?.ranking ?? null, context.say, () => {
    clearTimeout(settling);
    settling = setTimeout(() => void rank(), SETTLED_MS);
  });
  const heading = element("h2", { class: "question", text: questionText(view) });
  const prompt = element("p", { class: "prompt-text", text: podium?.prompt ?? "" });
  const problem = element("p", { class: "problem", attributes: { role: "alert" } });
  const next = button("button primary wide", t("ranking.next"), () => void ready());
  const ranked = element("div", { class: "ranking-part" }, list.root, next);
  const picks = new Map(answers.map(({ id, text }, i) => [id, pickButton(id, text, letterOf(i))]));
  const question = element("h2", { text: t("ranking.pick"), attributes: { tabindex: "-1", id: "ranking-pick" } });
  const choices = element(
    "div",
    { class: "picks", attributes: { role: "group", "aria-labelledby": question.id } },
    ...picks.values(),
  );
  const lock = button("button primary wide", t("showdown.lock"), () => void lockIn());
  const back = button("button small", t("ranking.back"), () => go("rank"));
  const hint = element("p", { class: "hint", text: t("showdown.unlocked") });
  const picking = element("div", { class: "panel picking" }, question, choices, lock, back, hint);
  const waiting = element("p", { class: "hint" });
  const done = element("h2", { text: t("showdown.locked"), attributes: { tabindex: "-1" } });
  const locked = element("div", { class: "panel locked" }, done, waiting);
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

  function pickButton(id: string, text: string, letter: string): HTMLButtonElement {
    return element(
      "button",
      { class: "button pick", attributes: { type: "button" }, onClick: () => void pick(id) },
      element("span", { class: "badge", text: letter }),
      element("span", { class: "pick-text", text }),
    );
  }

  async function rank(): Promise<boolean> {
    clearTimeout(settling);
    if (podium === null) return false;
    const decisionMs = Math.round(performance.now() - shownAt);
    return send("rank", { podiumId: podium.id, ranking: [...list.order()], decisionMs });
  }

  async function ready(): Promise<void> {
    if (await rank()) go("pick");
  }

  async function pick(answerId: string): Promise<void> {
    if (!(await send("pick", { answerId }))) return;
    picked = answerId;
    draw();
  }

  async function lockIn(): Promise<void> {
    if (await send("lock", {})) go("locked");
  }

  /** Whether the server has it. What comes too late needs no word. */
  async function send(...[type, message]: Parameters<PlayContext["link"]["request"]>): Promise<boolean> {
    const reply = await context.link.request(type, message);
    const passes = !reply.ok && (reply.error === "not_open" || reply.error === "wrong_phase");
    setText(problem, reply.ok || passes ? "" : t("showdown.failed"));
    return reply.ok;
  }

  /** Whoever goes by keys or by ear is led to what comes next. */
  function go(to: Step): void {
    step = to;
    setText(problem, "");
    draw();
    if (to === "pick") question.focus();
    else if (to === "locked") done.focus();
    else list.root.querySelector("button")?.focus();
  }

  function draw(): void {
    ranked.hidden = step !== "rank";
    picking.hidden = step !== "pick";
    locked.hidden = step !== "locked";
    list.enable(!latest.paused);
    next.disabled = latest.paused;
    for (const [id, node] of picks) {
      node.disabled = latest.paused;
      node.setAttribute("aria-pressed", String(id === picked));
    }
    lock.disabled = latest.paused || picked === null;
    const { lockedIn: count, here: players } = latest;
    setText(waiting, t("showdown.lockedBody", { locked: count, players }));
  }

  const spoken = [podium?.prompt ?? "", ...answers.map(({ text }, i) => `${letterOf(i)}: ${text}`)].join(" ");
  return {
    root,
    stage,
    update(now) {
      latest = now;
      if (now.players.get(context.myId() ?? "")?.locked) step = "locked";
      draw();
    },
    pairId: () => null,
    spoken: () => spoken,
    close: () => clearTimeout(settling),
  };
}

function button(style: string, text: string, onClick: () => void): HTMLButtonElement {
  return element("button", { class: style, text, attributes: { type: "button" }, onClick });
}

import { VERDICT_CHOICES, type Verdict, type VerdictChoice } from "../../../shared/round/votes/verdict.ts";

/** Verdicts by the way of a swipe. */
const WAYS = { Left: "a", Right: "b", Up: "tie", Down: "bothBad" } as const satisfies Readonly<Record<string, Verdict>>;

/** What a single key says, by the viewer's keys in the order of the buttons. */
export function choiceOfKey(key: string, keys: string): VerdictChoice | null {
  const at = [...keys].indexOf(key.toLowerCase());
  return VERDICT_CHOICES[at] ?? null;
}

/**
 * Which button an arrow key leads to, so that Enter or the space bar chooses it: an arrow never says anything by itself.
 * @param at the button with the focus, -1 where none has it
 * @returns null where the key leads to none
 */
export function buttonOfArrow(key: string, at: number, buttons: number): number | null {
  const by = { ArrowLeft: -1, ArrowUp: -1, ArrowRight: 1, ArrowDown: 1 }[key];
  if (by === undefined) return null;
  if (at >= 0) return (at + by + buttons) % buttons;
  return { ArrowLeft: 0, ArrowRight: 1 }[key] ?? null;
}

/** Shortest swipe in CSS pixels; below it a touch is a tap or a scroll. */
const SWIPE = 60;

/** Null when the swipe is too short or diagonal. */
export function verdictOfSwipe(dx: number, dy: number): Verdict | null {
  const [long, short] = Math.abs(dx) >= Math.abs(dy) ? [dx, dy] : [dy, dx];
  if (Math.abs(long) < SWIPE || Math.abs(long) < 1.6 * Math.abs(short)) return null;
  if (long === dx) return dx < 0 ? WAYS.Left : WAYS.Right;
  return dy < 0 ? WAYS.Up : WAYS.Down;
}

/** Share of the finger's way that the answers follow. */
const FOLLOW = 0.35;

/** Verdicts by swiping over `area`: the answers follow the finger and show which way they lean before it lifts. */
export function swipes(
  area: HTMLElement,
  isEnabled: () => boolean,
  onVerdict: (verdict: Verdict) => void,
  signal: AbortSignal,
): void {
  const cards = area.querySelector<HTMLElement>(".bubbles");
  let start: { readonly x: number; readonly y: number } | null = null;

  const listen = (
    type: "pointerdown" | "pointermove" | "pointerup" | "pointercancel",
    hear: (event: PointerEvent) => void,
  ) => area.addEventListener(type, hear, { signal });

  function lean(dx: number, dy: number, verdict: Verdict | null): void {
    if (cards === null) return;
    cards.classList.toggle("dragged", dx !== 0 || dy !== 0);
    cards.style.transform = dx === 0 && dy === 0 ? "" : `translate(${dx * FOLLOW}px, ${dy * FOLLOW}px)`;
    if (verdict === null) delete cards.dataset.lean;
    else cards.dataset.lean = verdict;
  }

  /** Where nothing has to be scrolled, up and down are verdicts as well. */
  const watcher = new ResizeObserver(() => {
    area.style.touchAction = document.documentElement.scrollHeight > innerHeight + 1 ? "pan-y" : "none";
  });
  watcher.observe(document.body);
  watcher.observe(area);
  signal.addEventListener("abort", () => watcher.disconnect());

  listen("pointerdown", (event) => {
    start = event.pointerType === "mouse" || !isEnabled() ? null : { x: event.clientX, y: event.clientY };
  });
  listen("pointermove", (event) => {
    if (start === null) return;
    const [dx, dy] = [event.clientX - start.x, event.clientY - start.y];
    lean(dx, dy, verdictOfSwipe(dx, dy));
  });
  listen("pointerup", (event) => {
    const verdict = start === null ? null : verdictOfSwipe(event.clientX - start.x, event.clientY - start.y);
    start = null;
    lean(0, 0, null);
    if (verdict !== null) onVerdict(verdict);
  });
  listen("pointercancel", () => {
    start = null;
    lean(0, 0, null);
  });
}

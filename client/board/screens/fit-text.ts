/** Steps of `--p-fit`, in `--u`: prompts and answers are written as large as they fit, and never below the last one. */
const STEPS = [72, 64, 58, 52, 46, 40] as const;
/** Lines of an answer that is cut, at least. */
const FEWEST_LINES = 2;

const FITTED = ".prompt-text, .bubble-text, .author-answer, .ranking-text, .finale-answer-text";
const fitted = new WeakMap<HTMLElement, string>();

/**
 * Writes a screen's prompts and answers as large as the screen has room for. Where even the smallest text runs over, the longest answers
 * end in an ellipsis: players have them whole on their own screens.
 */
export function fitText(screen: HTMLElement): void {
  if (screen.clientHeight === 0) return;
  const texts = [...screen.querySelectorAll<HTMLElement>(FITTED)];
  const sizes = [innerWidth, innerHeight, screen.clientHeight, document.fonts.status];
  const key = JSON.stringify([sizes, texts.map((node) => node.textContent)]);
  if (fitted.get(screen) === key && !runsOver(screen)) return;
  fitted.set(screen, key);
  for (const node of texts) node.style.removeProperty("-webkit-line-clamp");
  for (const room of ["roomy", "", "crowded"]) {
    for (const name of ["roomy", "crowded"]) screen.classList.toggle(name, name === room);
    for (const step of STEPS) {
      screen.style.setProperty("--p-fit", `calc(${step} * var(--u))`);
      if (!runsOver(screen)) return;
    }
  }
  cut(screen, texts);
}

/** Takes lines off the longest text until the screen holds all of them. */
function cut(screen: HTMLElement, texts: readonly HTMLElement[]): void {
  const lines = new Map(texts.map((node) => [node, linesOf(node)]));
  while (runsOver(screen)) {
    const [longest, count] = [...lines].sort((x, y) => y[1] - x[1])[0] ?? [];
    if (longest === undefined || count === undefined || count <= FEWEST_LINES) return;
    lines.set(longest, count - 1);
    longest.style.setProperty("-webkit-line-clamp", String(count - 1));
  }
}

function linesOf(node: HTMLElement): number {
  return Math.round(node.clientHeight / Number.parseFloat(getComputedStyle(node).lineHeight));
}

/** Parts of a screen that hide what they have no room for. */
const HIDING = ".author, .podium-place, .finale-answer";

function runsOver(screen: HTMLElement): boolean {
  return [screen, ...screen.querySelectorAll(HIDING)].some((box) => box.scrollHeight > box.clientHeight + 1);
}
